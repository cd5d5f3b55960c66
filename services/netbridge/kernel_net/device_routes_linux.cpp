// SPDX-License-Identifier: Apache-2.0
// The part of RouteNetlink that the user mode needs: a device that everything is routed through.
#include <cstdint>

#include <arpa/inet.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "base/error.hpp"
#include "services/netbridge/kernel_net/netlink_request.hpp"
#include "services/netbridge/kernel_net/route_netlink.hpp"

namespace berth::netbridge {

using netlink::Request, netlink::talk;

void RouteNetlink::set_default_routes_through(unsigned index)
{
    for (const unsigned char family :
         {static_cast<unsigned char>(AF_INET), static_cast<unsigned char>(AF_INET6)}) {
        Request request(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE | NLM_F_ACK);
        auto& route = request.family<rtmsg>();
        route.rtm_family = family;
        route.rtm_table = RT_TABLE_MAIN;
        route.rtm_protocol = RTPROT_STATIC;
        route.rtm_scope = RT_SCOPE_LINK;
        route.rtm_type = RTN_UNICAST;
        mnl_attr_put_u32(request.header(), RTA_OIF, index);
        talk(socket_, request, "setting the engine's default route");
    }
}

void RouteNetlink::set_mtu(unsigned index, unsigned bytes)
{
    Request request(RTM_NEWLINK, NLM_F_ACK);
    request.family<ifinfomsg>().ifi_index = static_cast<int>(index);
    mnl_attr_put_u32(request.header(), IFLA_MTU, bytes);
    talk(socket_, request, "setting the MTU of the engine's interface");
}

void RouteNetlink::add_address_v6(unsigned index, const std::string& address, unsigned prefix_length)
{
    Request request(RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE | NLM_F_ACK);
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

} // namespace berth::netbridge
