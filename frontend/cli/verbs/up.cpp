// SPDX-License-Identifier: Apache-2.0
// berth up: starts a broker where none runs, has it start everything, and shows how that goes.
#include "frontend/cli/bring_up.hpp"
#include "frontend/cli/broker_process.hpp"
#include "frontend/cli/verbs/verbs.hpp"

namespace berth::cli {
namespace {

constexpr unsigned kTimeoutSeconds = 180;

int run(const Invocation& invocation)
{
    require_root(invocation.instance, "up");
    return bring_up(invocation.instance,
                    {.deadline = std::chrono::seconds(invocation.arguments.count("timeout", kTimeoutSeconds)),
                     .waits = invocation.arguments.flag("wait", true),
                     .json = invocation.json});
}

} // namespace

Verb up_verb()
{
    return {.path = "up",
            .summary = "Start berth and wait until it is ready",
            .options = {{.names = "--wait,!--no-wait",
                         .help = "Wait until everything is ready (the default), or not"},
                        timeout_option("How long to wait", kTimeoutSeconds),
                        json_option("the status at the end")},
            .run = run};
}

} // namespace berth::cli
