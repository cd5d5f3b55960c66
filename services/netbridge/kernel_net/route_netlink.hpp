// SPDX-License-Identifier: Apache-2.0
// Interfaces, addresses and routes of one network namespace, over rtnetlink.
//
// A netlink socket stays in the namespace in which it was made, whoever uses it: so another namespace is
// entered only by a short-lived thread that makes the socket, and never by the thread that works.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/linux/namespaces.hpp"
#include "services/netbridge/core/ipv4.hpp"

struct mnl_socket;
struct nlmsghdr;

namespace berth::netbridge {

struct NetworkLink {
    unsigned index = 0;
    unsigned peer_index = 0; ///< of a veth: its other end's index, in the other end's namespace
    bool up = false;
    bool carrier = false; ///< the other end is up as well
};

/// Errors are thrown as SystemError. Waits for the kernel alone, which answers at once.
class RouteNetlink {
public:
    /// Of the calling thread's namespace.
    RouteNetlink();
    static RouteNetlink inside(const base::NamespaceFd& network_namespace);
    ~RouteNetlink();
    RouteNetlink(RouteNetlink&& other) noexcept : socket_(std::exchange(other.socket_, nullptr)) {}
    RouteNetlink& operator=(RouteNetlink&&) = delete;

    std::optional<NetworkLink> find_link(const std::string& name);
    /// Both ends at once; the peer is born in the other namespace.
    void create_veth(const std::string& name, const std::string& peer_name,
                     const base::NamespaceFd& peer_namespace);
    void delete_link(unsigned index);
    void set_up(unsigned index);
    void set_mtu(unsigned index, unsigned bytes);
    void add_address(unsigned index, std::uint32_t address, unsigned prefix_length); ///< there already: good
    void set_default_route(std::uint32_t gateway); ///< replaces the present one
    /// Of both families: what has no nearer way leaves through the interface, which needs no gateway.
    void set_default_routes_through(unsigned index);
    /// Digits; there already: good.
    void add_address_v6(unsigned index, const std::string& address, unsigned prefix_length);
    /// First IPv4 address of the interface with its subnet.
    std::optional<std::pair<std::uint32_t, Ipv4Subnet>> address_of(unsigned index);
    /// Destinations of all IPv4 routes but default ones.
    std::vector<Ipv4Subnet> route_destinations();

private:
    explicit RouteNetlink(mnl_socket* socket) : socket_(socket) {}

    mnl_socket* socket_; // owned
};

} // namespace berth::netbridge
