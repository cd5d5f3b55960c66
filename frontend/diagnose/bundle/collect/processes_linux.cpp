// SPDX-License-Identifier: Apache-2.0
// berth's own processes: whether they live, since when. Of the engine's processes only those of berth and the
// engine itself, by name; what containers run is counted, never named.
#include <algorithm>
#include <array>
#include <map>
#include <sstream>

#include <fmt/format.h>

#include "base/files.hpp"
#include "base/linux/cgroup_dir.hpp"
#include "base/linux/pid_fd.hpp"
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
    const base::Result<std::string> record = base::read_file(instance.run_dir() / "processes");
    std::istringstream lines(record ? *record : std::string());
    Json all = Json::array();
    std::string name;
    pid_t pid = 0;
    std::uint64_t start_time = 0;
    while (lines >> name >> pid >> start_time) {
        all.push_back({{"name", name}, {"pid", pid}, {"alive", base::process_start_time(pid) == start_time}});
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
