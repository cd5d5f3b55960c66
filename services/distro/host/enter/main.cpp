// SPDX-License-Identifier: Apache-2.0
// berth-distro-enter: runs one command in a distro that runs. `berth distro run` becomes this program, so it
// is what a person's shell waits for and signals. docs/processes/berth-distro-enter.md
#include <algorithm>
#include <cstdio>
#include <string_view>

#include <CLI/CLI.hpp>
#include <sched.h>

#include "base/error.hpp"
#include "services/distro/host/enter/join.hpp"
#include "services/distro/host/enter/login.hpp"
#include "services/distro/host/enter/options.hpp"
#include "services/distro/host/enter/session.hpp"

int main(int argc, char** argv)
{
    using namespace berth;
    CLI::App app("Runs a command in a distro.", "berth-distro-enter");
    distro::EnterOptions options;
    app.add_option("--name", options.name, "the distro's name")->required();
    app.add_option("--init-pid", options.init_pid, "its berth-distro-init")->required();
    app.add_option("--start-time", options.start_time, "of that process")->required();
    app.add_option("--user", options.user, "whom the command runs as, in the distro");
    app.add_option("--default-user", options.default_user, "the same, where --user is not given");
    app.add_option("--cd", options.directory, "where it starts, in the distro");
    app.footer("-- COMMAND...: the command and its arguments; the login shell without one");
    // Not CLI11's: it takes an argument such as "[a,b]" apart.
    char** const end = argv + argc;
    char** const marker = std::find(argv, end, std::string_view("--"));
    options.command.assign(std::min(marker + 1, end), end);
    try {
        app.parse(static_cast<int>(marker - argv), argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : distro::kEnterFailed;
    }
    try {
        distro::join_distro({options.name, options.init_pid, options.start_time},
                            CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS);
        return distro::run_session(distro::make_login(options));
    } catch (const base::Error& error) {
        std::fprintf(stderr, "berth: %s\n%s%s%s", error.what(), error.hint().empty() ? "" : "  ",
                     error.hint().c_str(), error.hint().empty() ? "" : "\n");
        return distro::kEnterFailed;
    }
}
