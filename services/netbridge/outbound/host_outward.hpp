// SPDX-License-Identifier: Apache-2.0
// The outside from a process that is on the host itself: its own sockets. For .cpp files only.
#pragma once

#include "services/netbridge/outbound/outward.hpp"

namespace berth::netbridge {

class HostOutward final : public Outward {
public:
    asio::awaitable<Dialled<Socket>> connect(IpEndpoint place) override;
    asio::awaitable<Dialled<DatagramSocket>> connect_datagrams(IpEndpoint place) override;
    asio::awaitable<EchoAnswer> echo(IpAddress place, std::string payload) override;
};

} // namespace berth::netbridge
