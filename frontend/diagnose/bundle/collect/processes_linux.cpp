// SPDX-License-Identifier: Apache-2.0
// berth's own processes: whether they live, since when. Of the engine's processes only those of berth and the
// engine itself, by name; what containers run is counted, never named.
#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "base/files.hpp"
#include "base/linux/cgroup_dir.hpp"
#include "base/linux/instance_processes.hpp"
#include "frontend/diagnose/bundle/collect/collect.hpp"
#include "frontend/diagnose/bundle/collect/findings.hpp"

namespace berth::bundle {
namespace {

/// As the kernel cuts names: to 15 characters.
constexpr std::array<std::string_view, 8> kEngineNames{
    "berth-init",      "berth-tunnel", "berth-netbridge", "berth-diagnosti",
    "berth-k8s-guest", "dockerd",      "containerd",      "containerd-shim"};

Json services(const base::Instance& instance)
{
    Json all = Json::array();
    for (const base::ServiceProcess& process : base::recorded_services(instance)) {
        all.push_back({{"name", process.name}, {"pid", process.pid}, {"alive", process.lives}});
    }
    return all;
}

std::string name_of(pid_t pid)
{
    const base::Result<std::string> text = base::read_file(fmt::format("/proc/{}/comm", pid));
    return text ? text->substr(0, text->find('\n')) : std::string();
}

Json engine_processes(const base::Instance& instance)
{
    Json named = Json::object();
    std::size_t others = 0;
    const base::CgroupDir group(instance.engine_cgroup());
    for (const pid_t pid : group.exists() ? group.processes() : std::vector<pid_t>{}) {
        const std::string name = name_of(pid);
        if (std::find(kEngineNames.begin(), kEngineNames.end(), name) != kEngineNames.end()) {
            named[name] = named.value(name, 0) + 1;
        } else {
            ++others;
        }
    }
    named["others"] = others;
    return named;
}

} // namespace

void collect_processes(const Scene& scene, Findings& findings)
{
    add_json(findings, "processes.json",
             {{"services", services(scene.instance)}, {"engine", engine_processes(scene.instance)}});
}

} // namespace berth::bundle
