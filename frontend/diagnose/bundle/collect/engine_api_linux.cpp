// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/bundle/collect/engine_api.hpp"

#include <array>
#include <cerrno>

#include <fmt/format.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/linux/unix_socket.hpp"
#include "frontend/diagnose/bundle/collect/engine_record.hpp"
#include "frontend/diagnose/bundle/limits.hpp"
#include "services/lifecycle/core/daemon_settings.hpp"
#include "services/lifecycle/host/engine_answer.hpp"

namespace berth::bundle {
namespace {

std::size_t read_some(int fd, std::array<char, 16384>& block, const std::string& what)
{
    for (;;) {
        const ssize_t got = ::read(fd, block.data(), block.size());
        if (got >= 0) {
            return static_cast<std::size_t>(got);
        }
        if (errno != EINTR) {
            throw base::SystemError("reading the engine's answer to " + what);
        }
    }
}

} // namespace

std::string ask_engine(const base::Instance& instance, const std::string& target)
{
    // Through the root directory of berth-init, so that it works when netbridge does not.
    const RunningEngine engine = running_engine(instance);
    const std::string socket = fmt::format("/proc/{}/root{}", engine.init_pid, lifecycle::kEngineSocket);
    const std::string what = "GET " + target;
    const base::UniqueFd fd = base::connect_unix(socket);
    base::write_all(fd.get(), lifecycle::engine_question(target), what);
    lifecycle::EngineAnswer answer(what, kMaxFindingsBytes);
    std::array<char, 16384> block{};
    while (!answer.is_over()) {
        if (const std::size_t got = read_some(fd.get(), block, what); got > 0) {
            answer.put(std::string_view(block.data(), got));
        } else {
            answer.put_end();
        }
    }
    return answer.result().value();
}

} // namespace berth::bundle
