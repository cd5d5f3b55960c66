// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/network/network_mode.hpp"

#include "services/netbridge/host/network/kernel_mode.hpp"
#include "services/netbridge/host/network/user_mode.hpp"

namespace berth::netbridge {

std::unique_ptr<NetworkMode> make_network_mode(const base::Instance& instance,
                                               const settings::v1::Network& settings, service::KeptFds& kept)
{
    if (settings.mode() == "user") {
        return std::make_unique<UserMode>(settings.subnet(), kept);
    }
    return std::make_unique<KernelMode>(instance, settings.subnet());
}

} // namespace berth::netbridge
