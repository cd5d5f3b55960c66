// SPDX-License-Identifier: Apache-2.0
// berth-distro-integrate: gives a distro that runs its docker socket and the docker client, or takes both
// away. Works in another mount namespace, so it is a program with one thread. Output: one line of JSON.
// docs/processes/berth-distro-integrate.md
#include <cstdio>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <sched.h>
#include <sys/stat.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "service/exit_code.hpp"
#include "services/distro/core/accounts.hpp"
#include "services/distro/core/wsl_conf.hpp"
#include "services/distro/host/enter/join.hpp"
#include "services/distro/host/integrate/links.hpp"
#include "services/distro/host/integrate/options.hpp"
#include "services/distro/host/integrate/share.hpp"

namespace {

using namespace berth;
using distro::IntegrateOptions;
using distro::IntegrateReport;

constexpr int kFailed = static_cast<int>(service::ExitCode::failed);
constexpr int kUsage = static_cast<int>(service::ExitCode::usage);

void join(const IntegrateOptions& options)
{
    distro::join_distro({options.name, options.init_pid, options.start_time}, CLONE_NEWNS);
}

/// Empty when there is none: a root file system need not have it.
std::string text_of(const char* file)
{
    const auto text = base::read_file(file);
    return text ? *text : std::string();
}

/// The distro's default user may use the socket whether or not there is a group docker.
void find_owner(const IntegrateOptions& options, IntegrateReport& report)
{
    std::string user = options.default_user;
    if (user.empty()) {
        user = distro::parse_wsl_conf(text_of("/etc/wsl.conf")).default_user;
    }
    if (const auto account = distro::find_account(text_of("/etc/passwd"), user.empty() ? "root" : user)) {
        report.socket_uid = account->uid;
    }
    report.socket_gid = distro::find_group(text_of("/etc/group"), "docker").value_or(0);
}

IntegrateReport put_in_place(const IntegrateOptions& options)
{
    const distro::Share share(options);
    join(options);
    distro::expect_socket_is_free();
    share.attach();
    IntegrateReport report{.made = options.made};
    find_owner(options, report);
    const distro::LinkPlan plan = distro::plan_links(share.plugins(), distro::look_around());
    try {
        report.made = distro::make_links(plan.links, options.made);
        report.client = plan.client;
    } catch (const base::Error& error) { // a root that is read-only, say: the socket works without them
        report.why = error.what();
    }
    return report;
}

IntegrateReport take_away(const IntegrateOptions& options)
{
    join(options);
    distro::remove_links(options.made);
    distro::detach_share();
    return {};
}

void print(const nlohmann::json& line)
{
    // A path of the distro need not be UTF-8.
    std::puts(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App app("Gives a distro a docker socket and the docker client.", "berth-distro-integrate");
    app.require_subcommand(1);
    IntegrateOptions options;
    IntegrateReport (*action)(const IntegrateOptions&) = nullptr;
    const auto add = [&](const char* name, const char* description,
                         IntegrateReport (*what)(const IntegrateOptions&)) {
        CLI::App* command = app.add_subcommand(name, description);
        command->add_option("--name", options.name, "the distro's name")->required();
        command->add_option("--init-pid", options.init_pid, "its first process")->required();
        command->add_option("--start-time", options.start_time, "of that process")->required();
        command->add_option("--made", options.made,
                            "a link or directory in the distro made before; may be repeated");
        command->callback([&action, what] { action = what; });
        return command;
    };
    CLI::App* on = add("on", "Put both in place; what is in place is left alone.", put_in_place);
    on->add_option("--share", options.share, "the distro's directory on the host")->required();
    on->add_option("--client", options.client, "directory on the host with docker and cli-plugins");
    on->add_option("--launcher", options.launcher, "berth-docker-launcher on the host")->required();
    on->add_option("--default-user", options.default_user, "whose the socket is");
    add("off", "Take both away; what is not there is well.", take_away);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kUsage;
    }
    ::umask(022); // what is made is for everybody in the distro, whatever this was started with
    try {
        const IntegrateReport report = action(options);
        print({{"made", report.made},
               {"client", report.client},
               {"uid", report.socket_uid},
               {"gid", report.socket_gid},
               {"why", report.why}});
        return 0;
    } catch (const base::Error& error) {
        print({{"error", error.what()}, {"hint", error.hint()}});
        return kFailed;
    }
}
