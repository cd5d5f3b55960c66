// SPDX-License-Identifier: Apache-2.0
#include "services/distro/core/integration.hpp"

#include <array>

namespace berth::distro {
namespace {

/// Where shells look for programs, and the docker client for its plugins below the user's home.
constexpr std::array kProgramDirs{"/usr/local/sbin", "/usr/local/bin", "/usr/sbin",
                                  "/usr/bin",        "/sbin",          "/bin"};
constexpr std::array kPluginDirs{"/usr/local/lib/docker/cli-plugins", "/usr/local/libexec/docker/cli-plugins",
                                 "/usr/lib/docker/cli-plugins", "/usr/libexec/docker/cli-plugins"};

std::string in_share(const std::string& path)
{
    return std::string(kShareInDistro) + "/" + path;
}

/// The first of the directories that has one which is not ours; empty when none has.
template <class Directories>
std::string foreign_one(const Directories& directories, const std::string& name, const DistroView& view)
{
    for (const char* directory : directories) {
        std::string path = std::string(directory) + "/" + name;
        if (view.look(path) == Standing::foreign) {
            return path;
        }
    }
    return {};
}

void plan_socket(LinkPlan& plan, const DistroView& view)
{
    const std::string target = in_share("docker.sock");
    plan.links.push_back({kSocketInDistro, target});
    if (view.var_run_is_run) {
        return;
    }
    if (view.look("/var/run") == Standing::nothing) {
        plan.links.push_back({"/var/run", "/run"});
    } else if (view.look("/var/run/docker.sock") != Standing::foreign) {
        plan.links.push_back({"/var/run/docker.sock", target});
    }
}

} // namespace

LinkPlan plan_links(const std::optional<std::vector<std::string>>& plugins, const DistroView& view)
{
    LinkPlan plan;
    plan_socket(plan, view);
    plan.client = foreign_one(kProgramDirs, "docker", view);
    if (!plugins) {
        return plan;
    }
    if (plan.client.empty()) {
        plan.client = "/usr/local/bin/docker";
        plan.links.push_back({plan.client, in_share("bin/docker")});
    }
    for (const std::string& plugin : *plugins) {
        if (foreign_one(kPluginDirs, plugin, view).empty()) {
            plan.links.push_back({std::string(kPluginDirs[0]) + "/" + plugin, in_share("bin/" + plugin)});
        }
    }
    return plan;
}

} // namespace berth::distro
