// SPDX-License-Identifier: Apache-2.0
// berth distro attach|detach|terminate NAME: one command about one distro, answered with what it is then.
#include "frontend/cli/print/report_text.hpp"
#include "frontend/cli/session.hpp"
#include "frontend/cli/verbs/print_services.hpp"
#include "frontend/cli/verbs/verbs.hpp"

namespace berth::cli {
namespace {

constexpr unsigned kTimeoutSeconds = 30;

template <class Command, class Response>
int run(const Invocation& invocation)
{
    Command command;
    command.set_name(invocation.arguments.text("NAME"));
    const std::chrono::seconds deadline(invocation.arguments.count("timeout", kTimeoutSeconds));
    const auto answer = Session::open(invocation.instance)->get<Response>("distro@host", command, deadline);
    if (invocation.json) {
        print_line(to_json(answer));
    } else {
        print_table(distro_table({answer.distro()}));
    }
    return static_cast<int>(ExitCode::success);
}

Verb change_verb(const char* path, const char* summary, int (*run)(const Invocation&))
{
    return {
        .path = path,
        .summary = summary,
        .options = {timeout_option("How long to wait", kTimeoutSeconds), json_option("the service's answer")},
        .positionals = {distro_positional()},
        .run = run};
}

} // namespace

/// The engine sees its files, now and after every start.
Verb distro_attach_verb()
{
    return change_verb("distro attach", "Let containers mount a distro's files, from now on",
                       run<distro::v1::AttachDistro, distro::v1::AttachDistroResponse>);
}

/// Containers that have its files mounted keep them; new ones cannot.
Verb distro_detach_verb()
{
    return change_verb("distro detach", "Hide a distro's files from the engine, from now on",
                       run<distro::v1::DetachDistro, distro::v1::DetachDistroResponse>);
}

/// Its processes get TERM, and KILL a few seconds later.
Verb distro_terminate_verb()
{
    return change_verb("distro terminate", "Detach a distro and end its processes",
                       run<distro::v1::TerminateDistro, distro::v1::TerminateDistroResponse>);
}

} // namespace berth::cli
