// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/kernel_net/route_netlink.hpp"

#include <cerrno>
#include <functional>
#include <future>
#include <thread>

#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>

#include "base/error.hpp"
#include "services/netbridge/kernel_net/netlink_request.hpp"

namespace berth::netbridge {
using netlink::Request, netlink::talk, netlink::for_each_attribute;

RouteNetlink::RouteNetlink() : socket_(netlink::open_socket()) {}

RouteNetlink RouteNetlink::inside(const base::NamespaceFd& network_namespace)
{
    std::packaged_task<mnl_socket*()> task([&] {
        network_namespace.enter();
        return netlink::open_socket();
    });
    auto socket = task.get_future();
    std::jthread(std::ref(task)).join();
    return RouteNetlink(socket.get());
}

RouteNetlink::~RouteNetlink()
{
    if (socket_ != nullptr) {
        (void)mnl_socket_close(socket_); // nothing to be done about it here
    }
}

std::optional<NetworkLink> RouteNetlink::find_link(const std::string& name)
{
    Request request(RTM_GETLINK, NLM_F_ACK);
    (void)request.family<ifinfomsg>();
    mnl_attr_put_strz(request.header(), IFLA_IFNAME, name.c_str());
    std::optional<NetworkLink> found;
    try {
        talk(socket_, request, "looking for interface " + name, [&](const nlmsghdr& message) {
            const auto& info = *static_cast<const ifinfomsg*>(mnl_nlmsg_get_payload(&message));
            // The kernel may leave the peer's index out where it is the same as the link's own.
            found = NetworkLink{.index = static_cast<unsigned>(info.ifi_index),
                                .peer_index = static_cast<unsigned>(info.ifi_index),
                                .up = (info.ifi_flags & IFF_UP) != 0,
                                .carrier = (info.ifi_flags & IFF_RUNNING) != 0};
            for_each_attribute(message, sizeof(ifinfomsg), [&](const nlattr& attribute) {
                if (mnl_attr_get_type(&attribute) == IFLA_LINK) {
                    found->peer_index = mnl_attr_get_u32(&attribute);
                }
            });
        });
    } catch (const base::SystemError& error) {
        if (error.code() != ENODEV) {
            throw;
        }
    }
    return found;
}

void RouteNetlink::create_veth(const std::string& name, const std::string& peer_name,
                               const base::NamespaceFd& peer_namespace)
{
    Request request(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK);
    (void)request.family<ifinfomsg>();
    nlmsghdr* const header = request.header();
    mnl_attr_put_strz(header, IFLA_IFNAME, name.c_str());
    nlattr* const link_info = mnl_attr_nest_start(header, IFLA_LINKINFO);
    mnl_attr_put_strz(header, IFLA_INFO_KIND, "veth");
    nlattr* const data = mnl_attr_nest_start(header, IFLA_INFO_DATA);
    nlattr* const peer = mnl_attr_nest_start(header, VETH_INFO_PEER);
    (void)request.family<ifinfomsg>(); // the peer has a family header of its own, within the attribute
    mnl_attr_put_strz(header, IFLA_IFNAME, peer_name.c_str());
    mnl_attr_put_u32(header, IFLA_NET_NS_FD, static_cast<std::uint32_t>(peer_namespace.get()));
    mnl_attr_nest_end(header, peer);
    mnl_attr_nest_end(header, data);
    mnl_attr_nest_end(header, link_info);
    talk(socket_, request, "making the link " + name + " into the engine");
}

void RouteNetlink::delete_link(unsigned index)
{
    Request request(RTM_DELLINK, NLM_F_ACK);
    request.family<ifinfomsg>().ifi_index = static_cast<int>(index);
    try {
        talk(socket_, request, "removing interface number " + std::to_string(index));
    } catch (const base::SystemError& error) {
        if (error.code() != ENODEV) { // the engine's end took it along
            throw;
        }
    }
}

void RouteNetlink::set_up(unsigned index)
{
    Request request(RTM_NEWLINK, NLM_F_ACK);
    auto& info = request.family<ifinfomsg>();
    info.ifi_index = static_cast<int>(index);
    info.ifi_flags = IFF_UP;
    info.ifi_change = IFF_UP;
    talk(socket_, request, "bringing interface number " + std::to_string(index) + " up");
}

void RouteNetlink::add_address(unsigned index, std::uint32_t address, unsigned prefix_length)
{
    Request request(RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE | NLM_F_ACK);
    auto& info = request.family<ifaddrmsg>();
    info.ifa_family = AF_INET;
    info.ifa_prefixlen = static_cast<std::uint8_t>(prefix_length);
    info.ifa_index = index;
    mnl_attr_put_u32(request.header(), IFA_LOCAL, htonl(address));
    mnl_attr_put_u32(request.header(), IFA_ADDRESS, htonl(address));
    talk(socket_, request, "giving an interface the address " + ipv4_text(address));
}

void RouteNetlink::set_default_route(std::uint32_t gateway)
{
    Request request(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE | NLM_F_ACK);
    auto& route = request.family<rtmsg>();
    route.rtm_family = AF_INET;
    route.rtm_table = RT_TABLE_MAIN;
    route.rtm_protocol = RTPROT_STATIC;
    route.rtm_scope = RT_SCOPE_UNIVERSE;
    route.rtm_type = RTN_UNICAST;
    mnl_attr_put_u32(request.header(), RTA_GATEWAY, htonl(gateway));
    talk(socket_, request, "setting the engine's default route to " + ipv4_text(gateway));
}

std::optional<std::pair<std::uint32_t, Ipv4Subnet>> RouteNetlink::address_of(unsigned index)
{
    Request request(RTM_GETADDR, NLM_F_DUMP);
    request.family<ifaddrmsg>().ifa_family = AF_INET;
    std::optional<std::pair<std::uint32_t, Ipv4Subnet>> found;
    talk(socket_, request, "reading addresses", [&](const nlmsghdr& message) {
        const auto& info = *static_cast<const ifaddrmsg*>(mnl_nlmsg_get_payload(&message));
        if (info.ifa_index != index || found) {
            return;
        }
        for_each_attribute(message, sizeof(ifaddrmsg), [&](const nlattr& attribute) {
            if (mnl_attr_get_type(&attribute) == IFA_LOCAL) {
                const std::uint32_t address = ntohl(mnl_attr_get_u32(&attribute));
                Ipv4Subnet subnet{.network = 0, .prefix_length = info.ifa_prefixlen};
                subnet.network = address & subnet.mask();
                found.emplace(address, subnet);
            }
        });
    });
    return found;
}

std::vector<Ipv4Subnet> RouteNetlink::route_destinations()
{
    Request request(RTM_GETROUTE, NLM_F_DUMP);
    request.family<rtmsg>().rtm_family = AF_INET;
    std::vector<Ipv4Subnet> destinations;
    talk(socket_, request, "reading routes", [&](const nlmsghdr& message) {
        const auto& route = *static_cast<const rtmsg*>(mnl_nlmsg_get_payload(&message));
        for_each_attribute(message, sizeof(rtmsg), [&](const nlattr& attribute) {
            if (mnl_attr_get_type(&attribute) == RTA_DST && route.rtm_dst_len > 0) {
                destinations.push_back(
                    {.network = ntohl(mnl_attr_get_u32(&attribute)), .prefix_length = route.rtm_dst_len});
            }
        });
    });
    return destinations;
}

} // namespace berth::netbridge
