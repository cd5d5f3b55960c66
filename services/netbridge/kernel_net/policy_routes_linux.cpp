// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/kernel_net/policy_routes.hpp"

#include <cerrno>

#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "base/error.hpp"
#include "services/netbridge/kernel_net/netlink_request.hpp"

namespace berth::netbridge {
namespace {

using netlink::for_each_attribute, netlink::Request, netlink::talk;

constexpr std::uint8_t kV4Bits = 32;
constexpr std::uint8_t kV6Bits = 128;

unsigned char number_of(IpFamily family)
{
    return family == IpFamily::v6 ? AF_INET6 : AF_INET;
}

std::string text_of(IpFamily family)
{
    return family == IpFamily::v6 ? "IPv6" : "IPv4";
}

/// From the route that an address has, with the prefix by which it was found.
bool is_near_by(const nlmsghdr& message)
{
    const auto& route = *static_cast<const rtmsg*>(mnl_nlmsg_get_payload(&message));
    if (route.rtm_type != RTN_UNICAST) {
        return true; // local, broadcast and the like: nobody else's in any case
    }
    bool over_others = false;
    for_each_attribute(message, sizeof(rtmsg), [&](const nlattr& attribute) {
        const std::uint16_t type = mnl_attr_get_type(&attribute);
        over_others = over_others || type == RTA_GATEWAY || type == RTA_VIA || type == RTA_MULTIPATH;
    });
    return route.rtm_dst_len > 0 && !over_others;
}

} // namespace

PolicyRoutes::PolicyRoutes() : socket_(netlink::open_socket()) {}

PolicyRoutes::~PolicyRoutes()
{
    if (socket_ != nullptr) {
        (void)mnl_socket_close(socket_); // nothing to be done about it here
    }
}

void PolicyRoutes::add_rule(IpFamily family, const MarkRule& rule)
{
    Request request(RTM_NEWRULE, NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK);
    auto& header = request.family<fib_rule_hdr>();
    header.family = number_of(family);
    header.action = FR_ACT_TO_TBL;
    header.table = RT_TABLE_UNSPEC; // as it is in FRA_TABLE, which has room for it
    mnl_attr_put_u32(request.header(), FRA_FWMARK, rule.mark);
    mnl_attr_put_u32(request.header(), FRA_FWMASK, UINT32_MAX);
    mnl_attr_put_u32(request.header(), FRA_TABLE, rule.table);
    mnl_attr_put_u32(request.header(), FRA_PRIORITY, rule.preference);
    try {
        talk(socket_, request, "adding a rule of " + text_of(family) + " routing");
    } catch (const base::SystemError& error) {
        if (error.code() != EEXIST) {
            throw;
        }
    }
}

void PolicyRoutes::make_all_local(IpFamily family, std::uint32_t table, unsigned loopback_index)
{
    Request request(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE | NLM_F_ACK);
    auto& route = request.family<rtmsg>();
    route.rtm_family = number_of(family);
    route.rtm_table = RT_TABLE_UNSPEC; // as it is in RTA_TABLE
    route.rtm_protocol = RTPROT_STATIC;
    route.rtm_scope = RT_SCOPE_HOST;
    route.rtm_type = RTN_LOCAL;
    mnl_attr_put_u32(request.header(), RTA_TABLE, table);
    mnl_attr_put_u32(request.header(), RTA_OIF, loopback_index);
    talk(socket_, request, "making every " + text_of(family) + " address local in a table of routes");
}

bool PolicyRoutes::is_near(const IpAddress& address)
{
    Request request(RTM_GETROUTE, NLM_F_ACK);
    auto& route = request.family<rtmsg>();
    const std::uint8_t bits = address.is_v6 ? kV6Bits : kV4Bits;
    route.rtm_family = number_of(address.is_v6 ? IpFamily::v6 : IpFamily::v4);
    route.rtm_dst_len = bits;
    route.rtm_flags = RTM_F_FIB_MATCH;
    mnl_attr_put(request.header(), RTA_DST, bits / 8U, address.bytes.data());
    bool near = false;
    try {
        talk(socket_, request, "looking for the route of an address",
             [&](const nlmsghdr& message) { near = is_near_by(message); });
    } catch (const base::SystemError& error) {
        if (error.code() != ENETUNREACH && error.code() != EHOSTUNREACH) { // no route: nobody's neighbour
            throw;
        }
    }
    return near;
}

} // namespace berth::netbridge
