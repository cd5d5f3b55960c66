// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/network/network_mode.hpp"

#include "services/netbridge/host/network/kernel_mode.hpp"
#include "services/netbridge/host/network/user_mode.hpp"

namespace berth::netbridge {

std::unique_ptr<NetworkMode> make_network_mode(const base::Instance& instance,
                                               const settings::v1::Network& settings, service::KeptFds& kept)
{
    const std::string problem = settings.mode() == "kernel" ? "" : user_mode_problem();
    if (settings.mode() == "kernel" || !problem.empty()) {
        return std::make_unique<KernelMode>(instance, settings.subnet(), problem);
    }
    return std::make_unique<UserMode>(settings.subnet(), kept);
}

} // namespace berth::netbridge
