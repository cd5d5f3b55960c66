// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/engine_question.hpp"

#include <optional>

#include "loop/event_loop.hpp"
#include "services/lifecycle/host/engine_probe.hpp"

namespace berth::diagnose {

base::Result<std::string> ask_docker(const std::filesystem::path& socket, const std::string& target,
                                     std::chrono::milliseconds deadline)
{
    loop::EventLoop loop;
    std::optional<base::Result<std::string>> answer;
    lifecycle::ask_engine(loop, socket, target, deadline,
                          [&](const base::Result<std::string>& result) { answer = result; });
    while (!answer) { // it comes at the deadline at the latest
        loop.run_once(deadline);
    }
    return *answer;
}

} // namespace berth::diagnose
