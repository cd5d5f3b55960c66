// SPDX-License-Identifier: Apache-2.0
// berth service restart NAME: that one only; what it owns lives on.
#include "frontend/cli/session.hpp"
#include "frontend/cli/verbs/print_services.hpp"
#include "frontend/cli/verbs/verbs.hpp"

namespace berth::cli {
namespace {

constexpr unsigned kTimeoutSeconds = 120;

int run(const Invocation& invocation)
{
    bus::v1::RestartService command;
    command.set_name(invocation.arguments.text("NAME"));
    const auto answer = Session::open(invocation.instance)
                            ->get<bus::v1::RestartServiceResponse>(
                                "broker@host", command,
                                std::chrono::seconds(invocation.arguments.count("timeout", kTimeoutSeconds)));
    if (invocation.json) {
        print_line(to_json(answer));
    } else {
        print_services({answer.service()});
    }
    return static_cast<int>(exit_code_after_start({answer.service()}));
}

} // namespace

Verb service_restart_verb()
{
    return {
        .path = "service restart",
        .summary = "Restart one service; containers run on",
        .options = {timeout_option("How long to wait", kTimeoutSeconds), json_option("the broker's answer")},
        .positionals = {service_positional()},
        .run = run};
}

} // namespace berth::cli
