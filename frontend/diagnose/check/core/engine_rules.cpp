// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/core/engine_rules.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace berth::diagnose {
namespace {

using distro::v1::DistroStatus;

constexpr const char* kDistros = "/distros"; ///< in the engine's mount namespace

bool is_mounted(const std::vector<base::MountInfo>& mounts, const std::string& at)
{
    return std::any_of(mounts.begin(), mounts.end(),
                       [&](const base::MountInfo& mount) { return mount.mount_point == at; });
}

} // namespace

Finding judge_projections(const std::vector<DistroStatus>& distros,
                          const std::vector<base::MountInfo>& mounts, const std::string& berth)
{
    std::string seen;
    for (const DistroStatus& distro : distros) {
        if (distro.state() == DistroStatus::STATE_FAILED) {
            return fail(distro.name() + ": " + distro.why(),
                        distro.hint().empty() ? berth + " distro attach " + distro.name() : distro.hint());
        }
        if (distro.state() != DistroStatus::STATE_ATTACHED) {
            continue;
        }
        if (!is_mounted(mounts, distro.engine_path())) {
            return fail(fmt::format("{} is not in the engine at {}", distro.name(), distro.engine_path()),
                        berth + " service restart distro");
        }
        seen += (seen.empty() ? "" : ", ") + distro.engine_path();
    }
    return pass(seen.empty() ? "no distro is attached" : seen);
}

Finding judge_frame(const std::vector<base::MountInfo>& mounts, const std::string& berth)
{
    for (const base::MountInfo& mount : mounts) {
        if (mount.mount_point != kDistros) {
            continue;
        }
        const bool is_read_only = (mount.options + ",").rfind("ro,", 0) == 0;
        return is_read_only
                   ? pass(std::string(kDistros) + " is a read-only " + mount.type)
                   : fail("the engine's /distros can be written: a source in a distro that is not attached "
                          "becomes an empty directory",
                          berth + " restart");
    }
    return fail("the engine has no /distros", berth + " restart");
}

Finding judge_ports(const netbridge::v1::GetNetworkResponse& network,
                    const std::vector<netbridge::ListeningSocket>& listening)
{
    for (const netbridge::v1::PublishedPort& port : network.ports()) {
        const bool is_bound = std::any_of(listening.begin(), listening.end(), [&](const auto& socket) {
            return socket.port == port.host_port() && to_text(socket.transport) == port.protocol();
        });
        if (!port.why().empty() || !is_bound) {
            return fail(fmt::format("nobody listens at {} {}:{}, published for {}:{}{}", port.protocol(),
                                    port.host_address(), port.host_port(), port.container_address(),
                                    port.container_port(), port.why().empty() ? "" : ": " + port.why()),
                        fmt::format("see who has it: `ss -ln{}p sport = :{}`; then restart the container",
                                    port.protocol() == "udp" ? "u" : "t", port.host_port()));
        }
    }
    return pass(fmt::format("{} published {} listened at", network.ports_size(),
                            network.ports_size() == 1 ? "port is" : "ports are"));
}

} // namespace berth::diagnose
