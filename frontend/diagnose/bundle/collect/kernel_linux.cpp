// SPDX-License-Identifier: Apache-2.0
// What the engine needs of the kernel, by a list of names: nothing is walked through.
#include <algorithm>
#include <array>
#include <filesystem>
#include <sstream>

#include "base/files.hpp"
#include "base/linux/cgroup_dir.hpp"
#include "frontend/diagnose/bundle/collect/collect.hpp"
#include "frontend/diagnose/bundle/collect/findings.hpp"

namespace berth::bundle {
namespace {

constexpr std::array<const char*, 9> kFileSystems{"overlay", "squashfs", "erofs", "iso9660", "ext4",
                                                  "xfs",     "btrfs",    "fuse",  "cgroup2"};
constexpr std::array<const char*, 8> kModules{"br_netfilter", "nf_conntrack", "nf_nat",    "nfnetlink_queue",
                                              "ip_tables",    "nf_tables",    "xt_TPROXY", "vsock"};
constexpr std::array<const char*, 8> kNamespaces{"cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts"};
constexpr std::array<const char*, 10> kValues{"/proc/sys/net/ipv4/ip_forward",
                                              "/proc/sys/net/bridge/bridge-nf-call-iptables",
                                              "/proc/sys/kernel/pid_max",
                                              "/proc/sys/user/max_user_namespaces",
                                              "/proc/sys/fs/inotify/max_user_watches",
                                              "/proc/sys/fs/inotify/max_user_instances",
                                              "/proc/sys/fs/file-max",
                                              "/proc/sys/net/unix/max_dgram_qlen",
                                              "/proc/sys/net/ipv4/ip_local_port_range",
                                              "/proc/sys/kernel/unprivileged_userns_clone"};

Json file_systems()
{
    const base::Result<std::string> text = base::read_file("/proc/filesystems");
    std::istringstream words(text ? *text : std::string());
    std::vector<std::string> all;
    for (std::string word; words >> word;) {
        all.push_back(word);
    }
    Json found = Json::object();
    for (const char* name : kFileSystems) {
        found[name] = std::find(all.begin(), all.end(), name) != all.end();
    }
    return found;
}

template <class Names>
Json exist_below(const std::string& directory, const Names& names)
{
    Json found = Json::object();
    for (const char* name : names) {
        std::error_code error; // not there, or not to be seen: both are "no"
        found[name] = std::filesystem::exists(directory + name, error);
    }
    return found;
}

Json values()
{
    Json found = Json::object();
    for (const char* file : kValues) {
        const base::Result<std::string> text = base::read_file(file);
        found[file] = text ? Json(text->substr(0, text->find('\n'))) : Json(nullptr);
    }
    return found;
}

Json cgroups()
{
    Json all = Json::array();
    for (const base::CgroupHierarchy& each : base::cgroup_hierarchies()) {
        all.push_back({{"version", each.version2 ? 2 : 1}, {"controllers", each.controllers}});
    }
    return all;
}

} // namespace

void collect_kernel(const Scene& /*scene*/, Findings& findings)
{
    add_json(findings, "kernel.json",
             {{"file_systems", file_systems()},
              {"modules", exist_below("/sys/module/", kModules)},
              {"namespaces", exist_below("/proc/self/ns/", kNamespaces)},
              {"values", values()},
              {"cgroups", cgroups()}});
}

} // namespace berth::bundle
