// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/guest/client_network.hpp"

#include <cstring>

#include <netinet/in.h>
#include <sys/socket.h>

#include "base/error.hpp"
#include "services/netbridge/core/client_rules.hpp"
#include "services/netbridge/kernel_net/nft_rules.hpp"
#include "services/netbridge/kernel_net/route_netlink.hpp"

namespace berth::netbridge {
namespace {

/// A local route needs its interface up, and this program may be earlier than whoever prepares the network.
unsigned loopback_that_is_up()
{
    RouteNetlink links;
    const auto loopback = links.find_link("lo");
    if (!loopback) {
        throw base::Error("the engine's network namespace has no interface lo", "");
    }
    links.set_up(loopback->index);
    return loopback->index;
}

bool set(const base::UniqueFd& socket, int level, int option, int value)
{
    return ::setsockopt(socket.get(), level, option, &value, sizeof value) == 0;
}

bool bind_to(const base::UniqueFd& socket, const IpAddress& client, std::uint16_t port)
{
    if (client.is_v6) {
        sockaddr_in6 address{};
        address.sin6_family = AF_INET6;
        address.sin6_port = htons(port);
        std::memcpy(&address.sin6_addr, client.bytes.data(), sizeof address.sin6_addr);
        return ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    std::memcpy(&address.sin_addr, client.bytes.data(), sizeof address.sin_addr);
    return ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

/// A client may use one port of its own for several of ours. TCP tells such connections apart by their other
/// ends, and refuses the one that would be the same; UDP would mix them up, so there a port is one socket's.
bool share_port(const base::UniqueFd& socket, Transport transport, std::uint16_t port)
{
    if (transport == Transport::udp) {
        return true;
    }
    return port == 0 ? set(socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1) // chosen for the other end
                     : set(socket, SOL_SOCKET, SO_REUSEADDR, 1);
}

} // namespace

ClientNetwork::ClientNetwork()
{
    const unsigned loopback = loopback_that_is_up();
    const PolicyRoutes::MarkRule rule{
        .mark = kClientMark, .table = kClientTable, .preference = kClientRulePreference};
    routes_.make_all_local(IpFamily::v4, kClientTable, loopback);
    routes_.add_rule(IpFamily::v4, rule);
    try {
        routes_.make_all_local(IpFamily::v6, kClientTable, loopback);
        routes_.add_rule(IpFamily::v6, rule);
    } catch (const base::SystemError& error) {
        why_no_ipv6_ = error.what();
    }
    apply_nft_rules(client_nft_rules());
}

bool ClientNetwork::can_speak_as(const IpAddress& client)
{
    if (client.is_v6 && !why_no_ipv6_.empty()) {
        return false;
    }
    return !routes_.is_near(client);
}

base::UniqueFd open_as_client(Transport transport, const IpAddress& client, std::uint16_t port)
{
    const int type = transport == Transport::udp ? SOCK_DGRAM : SOCK_STREAM;
    base::UniqueFd socket(
        ::socket(client.is_v6 ? AF_INET6 : AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const bool good = socket &&
                      (client.is_v6 ? set(socket, IPPROTO_IPV6, IPV6_TRANSPARENT, 1)
                                    : set(socket, IPPROTO_IP, IP_TRANSPARENT, 1)) &&
                      set(socket, SOL_SOCKET, SO_MARK, static_cast<int>(kClientSocketMark)) &&
                      share_port(socket, transport, port) && bind_to(socket, client, port);
    if (!good) {
        const int error = errno;
        socket.reset();
        errno = error;
    }
    return socket;
}

} // namespace berth::netbridge
