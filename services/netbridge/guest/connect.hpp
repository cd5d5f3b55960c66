// SPDX-License-Identifier: Apache-2.0
// Connections inside the engine, in bounded time. For .cpp files of the data plane only.
#pragma once

#include <optional>

#include <boost/asio/ip/address.hpp>

#include "services/netbridge/core/client_address.hpp"
#include "services/netbridge/core/transport.hpp"
#include "services/netbridge/stream/socket.hpp"

namespace berth::netbridge {

class ClientNetwork;

struct Connected {
    base::UniqueFd socket;
    bool is_datagrams = false;
    int error = 0; ///< errno
};

/// Of one connection, with all that is tried for it; less than the host waits for the reply
/// (kPortDialDeadline).
inline constexpr std::chrono::milliseconds kConnectDeadline{8000};
/// Of these, for a connection that comes from the client's address: a firewall in the engine, or a container
/// whose answers go another way, may let it wait for good.
inline constexpr std::chrono::milliseconds kConnectAsClientDeadline{1000};

/// From the engine's own address.
asio::awaitable<void> connect_in_time(Connected& connected, asio::generic::stream_protocol::endpoint endpoint,
                                      std::chrono::milliseconds at_most);

struct ContainerPort {
    Transport transport = Transport::tcp;
    asio::ip::address address;
    std::uint16_t port = 0;
};

/// From the client's address and port, or else another port of that address, or else from the engine's own:
/// the first that works. `clients` may be nullptr. A refusal by the container is an answer.
asio::awaitable<void> connect_container(Connected& connected, ContainerPort to,
                                        std::optional<ClientAddress> client, ClientNetwork* clients);

} // namespace berth::netbridge
