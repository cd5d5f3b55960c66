// SPDX-License-Identifier: Apache-2.0
// berth distro attach NAME: the engine sees its files, now and after every start.
#include "frontend/cli/print/report_text.hpp"
#include "frontend/cli/session.hpp"
#include "frontend/cli/verbs/print_services.hpp"
#include "frontend/cli/verbs/verbs.hpp"

namespace berth::cli {
namespace {

constexpr unsigned kTimeoutSeconds = 30;

int run(const Invocation& invocation)
{
    distro::v1::AttachDistro command;
    command.set_name(invocation.arguments.text("NAME"));
    const auto answer = Session::open(invocation.instance)
                            ->get<distro::v1::AttachDistroResponse>(
                                "distro@host", command,
                                std::chrono::seconds(invocation.arguments.count("timeout", kTimeoutSeconds)));
    if (invocation.json) {
        print_line(to_json(answer));
    } else {
        print_table(distro_table({answer.distro()}));
    }
    return static_cast<int>(ExitCode::success);
}

} // namespace

Verb distro_attach_verb()
{
    return {
        .path = "distro attach",
        .summary = "Let containers mount a distro's files, from now on",
        .options = {timeout_option("How long to wait", kTimeoutSeconds), json_option("the service's answer")},
        .positionals = {{.name = "NAME", .help = "The distro, as `berth distro list` names it"}},
        .run = run};
}

} // namespace berth::cli
