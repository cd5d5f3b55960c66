// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/guest/process_table.hpp"

#include <algorithm>

#include "base/instance.hpp"
#include "services/lifecycle/core/daemon_settings.hpp"

namespace berth::lifecycle {
namespace {

constexpr const char* kDockerPidFile = "/run/docker.pid"; // lifecycle's daemon.json says so

} // namespace

std::vector<std::string> process_environment()
{
    // The first entry holds docker-proxy's replacement and the OCI runtime wrapper.
    return {"PATH=/usr/libexec/berth/guest:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME=/root"};
}

std::vector<ProcessEntry> guest_halves()
{
    const std::filesystem::path own = base::own_program_dir();
    std::vector<ProcessEntry> entries{
        {.name = "tunnel",
         .program = own / "berth-tunnel",
         .arguments = {"guest", "--dial", "unix:///run/berth/tunnel/host.sock", "--map",
                       "/run/berth/bus/commands.sock=7001", "--map", "/run/berth/bus/events-in.sock=7002",
                       "--map", "/run/berth/bus/events-out.sock=7003"},
         .stale_files = {}},
        {.name = "diagnostics",
         .program = own / "berth-diagnostics-guest",
         .arguments = {},
         .stale_files = {}},
        {.name = "netbridge", .program = own / "berth-netbridge-guest", .arguments = {}, .stale_files = {}},
        {.name = "k8s", .program = own / "berth-k8s-guest", .arguments = {}, .stale_files = {}},
    };
    const auto is_absent = [](const ProcessEntry& entry) { return !std::filesystem::exists(entry.program); };
    entries.erase(std::remove_if(entries.begin(), entries.end(), is_absent), entries.end());
    return entries;
}

ProcessEntry containerd_entry()
{
    return {.name = "containerd",
            .program = "/usr/bin/containerd",
            .arguments = {"--address", kContainerdSocket, "--root", "/var/lib/containerd", "--state",
                          "/run/containerd"},
            .lives_in = LivesIn::daemons_root,
            // dockerd waits for this socket to appear, but a dead one makes it back off for a second.
            .stale_files = {kContainerdSocket, std::string(kContainerdSocket) + ".ttrpc"}};
}

ProcessEntry dockerd_entry()
{
    return {.name = "dockerd",
            .program = "/usr/sbin/dockerd",
            .arguments = {}, // all is in /etc/docker/daemon.json; a key in both places is an error of start
            .lives_in = LivesIn::daemons_root,
            // A killed dockerd leaves its pid file, and a new one refuses to start when that pid lives again.
            .stale_files = {kDockerPidFile}};
}

std::filesystem::path engine_root_program()
{
    return base::own_program_dir() / "berth-engine-root";
}

} // namespace berth::lifecycle
