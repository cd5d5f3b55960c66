// SPDX-License-Identifier: Apache-2.0
// Between addresses as packets carry them and as Asio wants them. For .cpp files only.
#pragma once

#include <algorithm>

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>

#include "services/netbridge/core/outbound/flow_ends.hpp"

namespace berth::netbridge {

inline boost::asio::ip::address asio_address(const IpAddress& address)
{
    if (!address.is_v6) {
        return boost::asio::ip::address_v4(address.host_order());
    }
    return boost::asio::ip::address_v6(address.bytes);
}

inline IpEndpoint ip_endpoint(const boost::asio::ip::address& address, std::uint16_t port)
{
    if (address.is_v4()) {
        return {.address = IpAddress::v4(address.to_v4().to_uint()), .port = port};
    }
    return {.address = {.is_v6 = true, .bytes = address.to_v6().to_bytes()}, .port = port};
}

inline boost::asio::ip::tcp::endpoint tcp_endpoint(const IpEndpoint& endpoint)
{
    return {asio_address(endpoint.address), endpoint.port};
}

inline boost::asio::ip::udp::endpoint udp_endpoint(const IpEndpoint& endpoint)
{
    return {asio_address(endpoint.address), endpoint.port};
}

/// Of a TCP socket's own or its peer's name.
inline IpEndpoint ip_endpoint(const boost::asio::generic::stream_protocol::endpoint& endpoint)
{
    boost::asio::ip::tcp::endpoint tcp;
    tcp.resize(endpoint.size());
    std::copy_n(reinterpret_cast<const char*>(endpoint.data()), endpoint.size(),
                reinterpret_cast<char*>(tcp.data()));
    return ip_endpoint(tcp.address(), tcp.port());
}

} // namespace berth::netbridge
