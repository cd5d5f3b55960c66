// SPDX-License-Identifier: Apache-2.0
// The isolation self-test: a container without any mount or privilege tries what it must not reach.
//
// In kernel mode a container's packets leave the machine as the host's own, so it reaches what the host
// offers to its network (0.0.0.0), as any neighbour does. That is no breach; what is bound to the host's
// loopback, berth's control sockets and the engine's API are.
#include "frontend/diagnose/check/check.hpp"

#include <fmt/format.h>

#include "frontend/diagnose/check/isolation/isolation_run.hpp"

namespace berth::diagnose {
namespace {

constexpr std::chrono::milliseconds kProbeDeadline{45000}; ///< more than all deadlines of its steps

Finding run_probe(const Scene& scene, Progress& progress)
{
    scene.isolation->run(scene, progress);
    return pass(fmt::format("a container tried {} ways out, and is removed", scene.isolation->trials()));
}

Check group_check(const std::string& group, const std::string& title, const std::string& fix)
{
    return {.id = "isolation." + group,
            .title = title,
            .run = [group, fix](const Scene& scene, Progress&) { return scene.isolation->judge(group, fix); },
            .needs = {.root = true, .berth = true, .check = "isolation.probe"}};
}

} // namespace

std::vector<Check> isolation_checks()
{
    return {
        {.id = "isolation.probe",
         .title = "a probe container runs",
         .run = run_probe,
         .needs = {.root = true, .berth = true, .check = "api.ping"},
         .deadline = kProbeDeadline},
        group_check("engine_sockets", "no container sees the engine's API as a socket",
                    "look for default mounts in engine.daemon_json (`berth settings get "
                    "engine.daemon_json`), then: berth restart"),
        group_check("engine_tcp", "no container reaches an engine's API by TCP",
                    "find who listens and stop it, or bind it to 127.0.0.1: `ss -lntp '( sport = :2375 or "
                    "sport = :2376 )'` on the host, and the same in the engine"),
        group_check("control_sockets", "no container sees berth's control sockets",
                    "look for default mounts in engine.daemon_json, then: berth restart"),
        group_check("abstract_sockets", "no container sees sockets without a path",
                    "containers must not share the engine's network: look for a default network in "
                    "engine.daemon_json"),
        group_check("tunnel", "no container reaches the tunnel",
                    "find who hands the bus on at the addresses named, and stop it"),
        group_check("distros", "no container sees files of a distro that it did not mount",
                    "look for default mounts in engine.daemon_json, then: berth restart"),
        group_check("processes", "no container sees processes other than its own",
                    "containers must not share the engine's process ids: look at engine.daemon_json"),
        group_check("host_loopback", "no container reaches the host's loopback but by host.docker.internal",
                    "look for a rule that leads to 127.0.0.1: `nft list ruleset`, `sysctl "
                    "net.ipv4.conf.all.route_localnet`"),
    };
}

} // namespace berth::diagnose
