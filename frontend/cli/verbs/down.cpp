// SPDX-License-Identifier: Apache-2.0
// berth down: everything ends, and what does not is named.
#include "frontend/cli/broker_process.hpp"
#include "frontend/cli/print/json.hpp"
#include "frontend/cli/print/output.hpp"
#include "frontend/cli/stop_berth.hpp"
#include "frontend/cli/verbs/verbs.hpp"

#include <fmt/format.h>

namespace berth::cli {
namespace {

constexpr unsigned kTimeoutSeconds = 120;

int run(const Invocation& invocation)
{
    require_root(invocation.instance, "down");
    const StopResult result =
        stop_berth(invocation.instance,
                   {.deadline = std::chrono::seconds(invocation.arguments.count("timeout", kTimeoutSeconds)),
                    .shows_progress = !invocation.json});
    if (invocation.json) {
        std::vector<std::string> survivors;
        for (const std::string& each : result.survivors) {
            survivors.push_back(quoted_json(each));
        }
        print_line(JsonObject{}
                       .add_text("state", "stopped")
                       .add("was_running", result.was_running ? "true" : "false")
                       .add("survivors", json_array(survivors))
                       .text());
    } else {
        print_line(result.was_running ? "berth is down" : "berth is not running");
        for (const std::string& each : result.survivors) {
            print_error("still there: " + each, {});
        }
        if (!result.foreign.empty()) {
            print_error(fmt::format("left in {}, as berth did not make it: {}",
                                    invocation.instance.run_dir().string(), fmt::join(result.foreign, ", ")),
                        {});
        }
    }
    return static_cast<int>(result.survivors.empty() ? ExitCode::success : ExitCode::failed);
}

} // namespace

Verb down_verb()
{
    return {.path = "down",
            .summary = "Stop all containers, the engine and berth itself",
            .options = {timeout_option("How long to wait", kTimeoutSeconds), json_option("the result")},
            .run = run};
}

} // namespace berth::cli
