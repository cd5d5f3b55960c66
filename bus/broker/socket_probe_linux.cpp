// SPDX-License-Identifier: Apache-2.0
#include "broker/socket_probe.hpp"

#include "base/error.hpp"
#include "base/linux/unix_socket.hpp"

namespace berth::broker {

bus::v1::Health probe_socket(const std::filesystem::path& socket)
{
    bus::v1::Health health;
    try {
        (void)base::connect_unix(socket, SOCK_STREAM | SOCK_NONBLOCK);
        health.set_state(bus::v1::Health::STATE_READY);
    } catch (const base::Error& error) {
        health.set_state(bus::v1::Health::STATE_STARTING);
        health.set_why(error.what());
    }
    return health;
}

} // namespace berth::broker
