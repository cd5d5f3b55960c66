// SPDX-License-Identifier: Apache-2.0
// berth service stop NAME: what it owns lives on; those that need it stop first.
#include "frontend/cli/session.hpp"
#include "frontend/cli/verbs/print_services.hpp"
#include "frontend/cli/verbs/verbs.hpp"

namespace berth::cli {
namespace {

constexpr unsigned kTimeoutSeconds = 120;

int run(const Invocation& invocation)
{
    bus::v1::StopService command;
    command.set_name(invocation.arguments.text("NAME"));
    const auto answer = Session::open(invocation.instance)
                            ->get<bus::v1::StopServiceResponse>(
                                "broker@host", command,
                                std::chrono::seconds(invocation.arguments.count("timeout", kTimeoutSeconds)));
    if (invocation.json) {
        print_line(to_json(answer));
    } else {
        print_services({answer.services().begin(), answer.services().end()});
    }
    return static_cast<int>(ExitCode::success);
}

} // namespace

Verb service_stop_verb()
{
    return {
        .path = "service stop",
        .summary = "Stop a service and those that need it; containers run on",
        .options = {timeout_option("How long to wait", kTimeoutSeconds), json_option("the broker's answer")},
        .positionals = {service_positional()},
        .run = run};
}

} // namespace berth::cli
