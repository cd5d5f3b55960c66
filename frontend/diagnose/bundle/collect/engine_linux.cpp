// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/bundle/collect/engine_record.hpp"

#include <map>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/linux/pid_fd.hpp"
#include "base/mount_table.hpp"
#include "frontend/diagnose/bundle/collect/collect.hpp"
#include "frontend/diagnose/bundle/collect/findings.hpp"

namespace berth::bundle {
namespace {

Json engine_record(const base::Instance& instance)
{
    static const Json kAllowed =
        Json::parse(R"({"init_host_pid": true, "start_time": true, "base": true, "pack": true})");
    const base::Result<std::string> text = base::read_file(instance.run_dir() / "engine.json");
    if (!text) {
        throw base::Error("no engine runs: " + text.error().message);
    }
    return parse_reduced(*text, kAllowed, "engine.json");
}

bool is_alive(const Json& record)
{
    const auto pid = record.value("init_host_pid", 0);
    return pid > 0 && base::process_start_time(pid) == record.value("start_time", std::uint64_t{0});
}

/// Where a mount is says what it is for; whose files it shows stays out.
std::string kind_of(const base::MountInfo& mount)
{
    const std::string& point = mount.mount_point;
    if (point.rfind("/distros/", 0) == 0) {
        return "a distro's, seen by the engine";
    }
    if (point.rfind("/var/lib/docker/", 0) == 0) {
        return "a container's root or a volume";
    }
    if (point.rfind("/run/docker/", 0) == 0 || point.rfind("/run/containerd/", 0) == 0) {
        return "a container's namespace or socket";
    }
    return point;
}

} // namespace

RunningEngine running_engine(const base::Instance& instance)
{
    const Json record = engine_record(instance);
    if (!is_alive(record)) {
        throw base::Error("no engine runs: the one of engine.json has ended");
    }
    return {record.value("init_host_pid", 0), record.value("base", ""), record.value("pack", "")};
}

void collect_engine_record(const Scene& scene, Findings& findings)
{
    Json record = engine_record(scene.instance);
    record["alive"] = is_alive(record);
    add_json(findings, "engine.json", record);
}

void collect_mounts(const Scene& scene, Findings& findings)
{
    const RunningEngine engine = running_engine(scene.instance);
    const std::string file = fmt::format("/proc/{}/mountinfo", engine.init_pid);
    const base::Result<std::string> text = base::read_file(file, kMaxFileBytes);
    if (!text) {
        throw base::Error(text.error().message);
    }
    struct Row {
        std::string propagation;
        std::size_t count = 0;
    };
    std::map<std::pair<std::string, std::string>, Row> rows; // by kind and file system type
    for (const base::MountInfo& mount : base::parse_mountinfo(*text)) {
        Row& row = rows[{kind_of(mount), mount.type}];
        row.propagation = mount.propagation.substr(0, mount.propagation.find(':')); // of one of them
        ++row.count;
    }
    Json all = Json::array();
    for (const auto& [key, row] : rows) {
        all.push_back({{"at", key.first},
                       {"type", key.second},
                       {"propagation", row.propagation},
                       {"count", row.count}});
    }
    add_json(findings, "mounts.json", all);
}

} // namespace berth::bundle
