// SPDX-License-Identifier: Apache-2.0
// berth restart: down and up. (One service alone: berth service restart.)
#include "frontend/cli/bring_up.hpp"
#include "frontend/cli/broker_process.hpp"
#include "frontend/cli/stop_berth.hpp"
#include "frontend/cli/verbs/verbs.hpp"

#include <fmt/format.h>

namespace berth::cli {
namespace {

constexpr unsigned kTimeoutSeconds = 180;

int run(const Invocation& invocation)
{
    require_root(invocation.instance, "restart");
    const std::chrono::seconds deadline(invocation.arguments.count("timeout", kTimeoutSeconds));
    const StopResult stopped =
        stop_berth(invocation.instance, {.deadline = deadline, .shows_progress = !invocation.json});
    if (!stopped.survivors.empty()) {
        throw Exit(ExitCode::failed,
                   fmt::format("berth is not started again, because of what did not end: {}",
                               fmt::join(stopped.survivors, ", ")),
                   "end it, then `" + command_text(invocation.instance, "up") + "`");
    }
    return bring_up(invocation.instance, {.deadline = deadline, .json = invocation.json});
}

} // namespace

Verb restart_verb()
{
    return {.path = "restart",
            .summary = "Stop everything and start it again",
            .options = {timeout_option("How long to wait for each half", kTimeoutSeconds),
                        json_option("the status at the end")},
            .run = run};
}

} // namespace berth::cli
