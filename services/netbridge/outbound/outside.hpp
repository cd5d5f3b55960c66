// SPDX-License-Identifier: Apache-2.0
// The world as containers see it: what they ask for, found where it is. For .cpp files only; belongs to a
// data thread.
#pragma once

#include <boost/asio/io_context.hpp>

#include "services/netbridge/core/outbound/outside_places.hpp"
#include "services/netbridge/outbound/outward.hpp"
#include "services/netbridge/outbound/tcp_outbound.hpp"
#include "services/netbridge/outbound/udp_outbound.hpp"

namespace berth::netbridge {

class Outside {
public:
    /// All outlive it and what it has begun.
    Outside(asio::io_context& context, const UserAddresses& addresses, Outward& outward)
        : context_(context), addresses_(addresses), outward_(outward)
    {}

    asio::awaitable<TcpOutbound::Outside> connect(IpEndpoint asked);
    asio::awaitable<UdpOutbound::Outside> connect_datagrams(IpEndpoint asked);
    asio::awaitable<EchoAnswer> ask(IpAddress asked, std::string payload);

private:
    /// On the host, or our own; std::nullopt with the error where there is nothing for a container.
    std::optional<OutsidePlace> place_of(const IpEndpoint& asked, int& error) const;
    bool is_gateway(const IpAddress& address) const { return address == IpAddress::v4(addresses_.gateway); }

    asio::io_context& context_;
    const UserAddresses& addresses_;
    Outward& outward_;
};

} // namespace berth::netbridge
