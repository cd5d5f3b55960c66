// SPDX-License-Identifier: Apache-2.0
// What the engine says about itself and its containers, member by member. Never: environment, labels,
// commands, names, paths, proxies, registries, addresses.
#include <fmt/format.h>

#include "base/error.hpp"
#include "frontend/diagnose/bundle/collect/collect.hpp"
#include "frontend/diagnose/bundle/collect/engine_api.hpp"
#include "frontend/diagnose/bundle/collect/findings.hpp"

namespace berth::bundle {
namespace {

constexpr std::size_t kMaxContainers = 500;
constexpr std::size_t kShortId = 12;

const Json& allowed_info()
{
    static const Json kAllowed = Json::parse(R"({
        "Containers": true, "ContainersRunning": true, "ContainersPaused": true, "ContainersStopped": true,
        "Images": true, "Driver": true, "Debug": true, "NFd": true, "NGoroutines": true, "NEventsListener": true,
        "MemoryLimit": true, "SwapLimit": true, "CpuCfsPeriod": true, "CpuCfsQuota": true, "CPUShares": true,
        "CPUSet": true, "PidsLimit": true, "IPv4Forwarding": true, "BridgeNfIptables": true,
        "BridgeNfIp6tables": true, "OomKillDisable": true, "LoggingDriver": true, "CgroupDriver": true,
        "CgroupVersion": true, "KernelVersion": true, "OSType": true, "Architecture": true, "NCPU": true,
        "MemTotal": true, "ExperimentalBuild": true, "ServerVersion": true, "DefaultRuntime": true,
        "LiveRestoreEnabled": true, "InitBinary": true, "ContainerdCommit": {"ID": true},
        "RuncCommit": {"ID": true}, "InitCommit": {"ID": true}, "SecurityOptions": [true],
        "Swarm": {"LocalNodeState": true}})");
    return kAllowed;
}
const Json& allowed_version()
{
    static const Json kAllowed = Json::parse(R"({
        "Version": true, "ApiVersion": true, "MinAPIVersion": true, "GitCommit": true, "GoVersion": true, "Os": true,
        "Arch": true, "KernelVersion": true, "BuildTime": true, "Components": [{"Name": true, "Version": true}]})");
    return kAllowed;
}

/// Of GET /containers/ID/json. Mounts are counted by type.
Json reduced_container(const Json& container)
{
    static const Json kAllowed = Json::parse(R"({
        "State": {"Status": true, "Running": true, "Paused": true, "Restarting": true, "OOMKilled": true,
                  "Dead": true, "ExitCode": true, "StartedAt": true, "FinishedAt": true, "Health": {"Status": true}},
        "RestartCount": true, "Driver": true,
        "HostConfig": {"RestartPolicy": {"Name": true, "MaximumRetryCount": true}, "Privileged": true,
                       "AutoRemove": true}})");
    Json out{{"id", container.value("Id", "").substr(0, kShortId)},
             {"image_digest", container.value("Image", "")}};
    out.update(reduced(container, kAllowed));
    Json mounts = Json::object();
    for (const Json& mount : container.value("Mounts", Json::array())) {
        static const Json kType = Json::parse(R"({"Type": true})");
        const std::string type = reduced(mount, kType).value("Type", "other");
        mounts[type] = mounts.value(type, 0) + 1;
    }
    out["mounts"] = std::move(mounts);
    return out;
}

Json parsed(const std::string& text, const std::string& what)
{
    Json value = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (value.is_discarded()) {
        throw base::Error("the engine's answer to " + what + " is no JSON");
    }
    return value;
}

/// Count and bytes of each kind, no names.
Json sum(const Json& usage, const char* list, const char* size_member)
{
    std::size_t count = 0;
    std::int64_t bytes = 0;
    const auto found = usage.find(list);
    for (const Json& each : found != usage.end() && found->is_array() ? *found : Json::array()) {
        const Json& holder =
            each.contains("UsageData") && each["UsageData"].is_object() ? each["UsageData"] : each;
        const auto size = holder.find(size_member);
        bytes += size != holder.end() && size->is_number_integer() ? size->get<std::int64_t>() : 0;
        ++count;
    }
    return {{"count", count}, {"size_bytes", bytes}};
}

} // namespace

void collect_engine_info(const Scene& scene, Findings& findings)
{
    add_json(findings, "docker/version.json",
             parse_reduced(ask_engine(scene.instance, "/version"), allowed_version(), "docker version"));
    add_json(findings, "docker/info.json",
             parse_reduced(ask_engine(scene.instance, "/info"), allowed_info(), "docker info"));
}

void collect_containers(const Scene& scene, Findings& findings)
{
    const Json list = parsed(ask_engine(scene.instance, "/containers/json?all=1"), "the list of containers");
    Json all = Json::array();
    for (const Json& each : list) {
        if (all.size() == kMaxContainers) {
            findings.gaps.push_back(
                fmt::format("containers: only the newest {} of {}", kMaxContainers, list.size()));
            break;
        }
        try {
            const std::string target = "/containers/" + each.value("Id", "") + "/json";
            all.push_back(reduced_container(parsed(ask_engine(scene.instance, target), "a container")));
        } catch (const base::Error&) {
            findings.gaps.push_back("a container went while it was looked at"); // which one is of no use
        }
    }
    add_json(findings, "docker/containers.json", all);
}

void collect_disk_usage(const Scene& scene, Findings& findings)
{
    const Json usage = parsed(ask_engine(scene.instance, "/system/df"), "system df");
    add_json(findings, "docker/system-df.json",
             {{"layers_bytes", usage.value("LayersSize", std::int64_t{0})},
              {"images", sum(usage, "Images", "Size")},
              {"containers", sum(usage, "Containers", "SizeRw")},
              {"volumes", sum(usage, "Volumes", "Size")},
              {"build_cache", sum(usage, "BuildCache", "Size")}});
}

} // namespace berth::bundle
