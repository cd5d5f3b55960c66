// SPDX-License-Identifier: Apache-2.0
// The part of RouteNetlink that the user mode needs: routes through a device, and by a packet's mark.
#include <arpa/inet.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include <cerrno>

#include "services/netbridge/host/network/route_netlink.hpp"
#include "services/netbridge/host/network/route_request_linux.hpp"

namespace berth::netbridge {
namespace {

constexpr std::uint8_t kFamilies[] = {AF_INET, AF_INET6};

/// A destination of no bits: everything.
rtmsg& route_to_everywhere(RouteRequest& request, std::uint8_t family)
{
    auto& route = request.family<rtmsg>();
    route.rtm_family = family;
    route.rtm_table = RT_TABLE_MAIN;
    route.rtm_protocol = RTPROT_STATIC;
    route.rtm_scope = RT_SCOPE_LINK;
    route.rtm_type = RTN_UNICAST;
    return route;
}

void add_local_route(mnl_socket* socket, std::uint8_t family, std::uint32_t table, unsigned loopback)
{
    RouteRequest request(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE | NLM_F_ACK);
    rtmsg& route = route_to_everywhere(request, family);
    route.rtm_table = RT_TABLE_UNSPEC; // too large a number for the field: the attribute has it
    route.rtm_scope = RT_SCOPE_HOST;
    route.rtm_type = RTN_LOCAL;
    mnl_attr_put_u32(request.header(), RTA_TABLE, table);
    mnl_attr_put_u32(request.header(), RTA_OIF, loopback);
    talk(socket, request, "adding a route to ourselves");
}

void add_mark_rule(mnl_socket* socket, std::uint8_t family, std::uint32_t mark, std::uint32_t table)
{
    RouteRequest request(RTM_NEWRULE, NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK);
    auto& rule = request.family<fib_rule_hdr>();
    rule.family = family;
    rule.table = RT_TABLE_UNSPEC;
    rule.action = FR_ACT_TO_TBL;
    mnl_attr_put_u32(request.header(), FRA_FWMARK, mark);
    mnl_attr_put_u32(request.header(), FRA_FWMASK, ~std::uint32_t{0});
    mnl_attr_put_u32(request.header(), FRA_TABLE, table);
    try {
        talk(socket, request, "adding a rule for marked packets");
    } catch (const base::SystemError& error) {
        if (error.code() != EEXIST) {
            throw;
        }
    }
}

} // namespace

void RouteNetlink::set_default_routes_through(unsigned index)
{
    for (const std::uint8_t family : kFamilies) {
        RouteRequest request(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE | NLM_F_ACK);
        (void)route_to_everywhere(request, family);
        mnl_attr_put_u32(request.header(), RTA_OIF, index);
        talk(socket_, request, "setting the engine's default route");
    }
}

void RouteNetlink::set_mtu(unsigned index, unsigned bytes)
{
    RouteRequest request(RTM_NEWLINK, NLM_F_ACK);
    request.family<ifinfomsg>().ifi_index = static_cast<int>(index);
    mnl_attr_put_u32(request.header(), IFLA_MTU, bytes);
    talk(socket_, request, "setting the MTU of the engine's interface");
}

void RouteNetlink::add_address_v6(unsigned index, const std::string& address, unsigned prefix_length)
{
    RouteRequest request(RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE | NLM_F_ACK);
    auto& info = request.family<ifaddrmsg>();
    info.ifa_family = AF_INET6;
    info.ifa_prefixlen = static_cast<std::uint8_t>(prefix_length);
    info.ifa_index = index;
    info.ifa_flags = IFA_F_NODAD; // nobody else is there
    in6_addr bytes{};
    if (::inet_pton(AF_INET6, address.c_str(), &bytes) != 1) {
        throw base::Error("'" + address + "' is no IPv6 address");
    }
    mnl_attr_put(request.header(), IFA_LOCAL, sizeof bytes, &bytes);
    mnl_attr_put(request.header(), IFA_ADDRESS, sizeof bytes, &bytes);
    talk(socket_, request, "giving an interface the address " + address);
}

void RouteNetlink::keep_marked_here(std::uint32_t mark, std::uint32_t table)
{
    const unsigned loopback = find_link("lo").value().index;
    for (const std::uint8_t family : kFamilies) {
        add_local_route(socket_, family, table, loopback);
        add_mark_rule(socket_, family, mark, table);
    }
}

} // namespace berth::netbridge
