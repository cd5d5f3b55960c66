// SPDX-License-Identifier: Apache-2.0
// berth distro run NAME -- COMMAND: the distro is started when it does not run; then this process becomes the
// program that joins it, so that the shell's job control and signals reach the command.
#include "frontend/cli/broker_process.hpp"
#include "frontend/cli/enter_distro.hpp"
#include "frontend/cli/session.hpp"
#include "frontend/cli/verbs/verbs.hpp"

namespace berth::cli {
namespace {

constexpr std::chrono::milliseconds kStartDeadline{20000};

int run(const Invocation& invocation)
{
    require_root(invocation.instance, "distro run");
    distro::v1::StartDistro command;
    command.set_name(invocation.arguments.text("NAME"));
    const auto answer = Session::open(invocation.instance)
                            ->get<distro::v1::StartDistroResponse>("distro@host", command, kStartDeadline);
    enter_distro(answer.distro(), {.user = invocation.arguments.text("user"),
                                   .directory = invocation.arguments.text("cd"),
                                   .words = invocation.words});
}

} // namespace

Verb distro_run_verb()
{
    return {.path = "distro run",
            .summary = "Run a command in a distro: berth distro run NAME -- COMMAND",
            .options = {{.names = "-u,--user",
                         .help = "Whom it runs as: a user of the distro, by name or number",
                         .kind = Option::Kind::text,
                         .value_name = "USER"},
                        {.names = "--cd",
                         .help = "Where it starts, in the distro (default: the user's home)",
                         .kind = Option::Kind::text,
                         .value_name = "DIR"}},
            .positionals = {distro_positional()},
            .run = run,
            .takes_command = true};
}

} // namespace berth::cli
