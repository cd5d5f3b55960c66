// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/outbound/engine_end.hpp"

#include <algorithm>
#include <string_view>

#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "services/netbridge/core/outbound/engine_rules.hpp"
#include "services/netbridge/kernel_net/nft_rules.hpp"
#include "services/netbridge/kernel_net/policy_routes.hpp"
#include "services/netbridge/kernel_net/route_netlink.hpp"
#include "services/netbridge/outbound/socket_address.hpp"

namespace berth::netbridge {
namespace {

constexpr const char* kDevices = "/dev/net/tun"; // of the host
constexpr int kBacklog = 4096;                   // the kernel cuts it to net.core.somaxconn
constexpr int kDeviceBytes =
    65520; ///< MTU: a packet that begins something is seldom large, a datagram may be

void set_option(const base::UniqueFd& socket, int level, int option, int value, const std::string& what)
{
    if (::setsockopt(socket.get(), level, option, &value, sizeof value) != 0) {
        throw base::SystemError("making a socket in the engine's network namespace: " + what);
    }
}

base::UniqueFd make_socket(int family, int type, int protocol)
{
    base::UniqueFd socket(::socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol));
    if (!socket) {
        throw base::SystemError("making a socket in the engine's network namespace");
    }
    set_option(socket, SOL_SOCKET, SO_MARK, static_cast<int>(kFromUsMark), "SO_MARK");
    return socket;
}

void make_transparent(const base::UniqueFd& socket, int family)
{
    if (family == AF_INET) {
        set_option(socket, SOL_IP, IP_TRANSPARENT, 1, "IP_TRANSPARENT");
    } else {
        set_option(socket, SOL_IPV6, IPV6_TRANSPARENT, 1, "IPV6_TRANSPARENT");
    }
}

base::UniqueFd make_listener(int family)
{
    base::UniqueFd socket = make_socket(family, SOCK_STREAM, 0);
    make_transparent(socket, family);
    const boost::asio::ip::tcp::endpoint loopback(
        family == AF_INET ? boost::asio::ip::address(boost::asio::ip::address_v4::loopback())
                          : boost::asio::ip::address(boost::asio::ip::address_v6::loopback()),
        0);
    if (::bind(socket.get(), loopback.data(), static_cast<socklen_t>(loopback.size())) != 0 ||
        ::listen(socket.get(), kBacklog) != 0) {
        throw base::SystemError("listening in the engine's network namespace");
    }
    return socket;
}

std::uint16_t port_of(const base::UniqueFd& listener)
{
    boost::asio::ip::tcp::endpoint name;
    socklen_t bytes = static_cast<socklen_t>(name.capacity());
    if (::getsockname(listener.get(), name.data(), &bytes) != 0) {
        throw base::SystemError("asking a listener in the engine's network namespace for its port");
    }
    name.resize(bytes);
    return name.port();
}

base::UniqueFd open_device()
{
    base::UniqueFd device = base::open_file(kDevices, O_RDWR | O_NONBLOCK);
    ifreq request{};
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    const std::string_view name = kEngineDevice;
    std::copy(name.begin(), name.end(), request.ifr_name);
    if (::ioctl(device.get(), TUNSETIFF, &request) != 0 || ::ioctl(device.get(), TUNSETPERSIST, 1) != 0) {
        throw base::SystemError("making the engine's network device " + std::string(name));
    }
    return device;
}

/// Packets come back in from the device as they went out, with addresses of the engine itself, and of its
/// containers, which no route leads to by that way.
void allow_returning_packets()
{
    const std::string all = "/proc/sys/net/ipv4/conf/all/";
    const std::string device = std::string("/proc/sys/net/ipv4/conf/") + kEngineDevice + "/";
    base::write_existing(all + "rp_filter", "0");
    base::write_existing(device + "rp_filter", "0");
    base::write_existing(device + "accept_local", "1");
    // A SYN from ends that are in TIME-WAIT here would have a socket before it is routed, and what has one is
    // not forwarded: it would never get to the device.
    base::write_existing("/proc/sys/net/ipv4/tcp_early_demux", "0");
}

void set_routes(const UserAddresses& addresses)
{
    RouteNetlink here;
    const unsigned device = here.find_link(kEngineDevice).value().index;
    const unsigned loopback = here.find_link("lo").value().index;
    here.set_up(loopback);
    here.add_address(device, addresses.engine, addresses.subnet.prefix_length);
    here.add_address_v6(device, kEngineAddressV6, kPrefixLengthV6);
    here.set_mtu(device, kDeviceBytes);
    here.set_up(device);
    here.set_default_routes_through(device);
    PolicyRoutes policy;
    for (const IpFamily family : {IpFamily::v4, IpFamily::v6}) {
        policy.make_all_local(family, kToUsTable, loopback);
        policy.add_rule(family, {.mark = kToUsMark, .table = kToUsTable, .preference = kToUsPreference});
    }
}

/// `ask_namespace` is the request of that kind of descriptor for a descriptor of its network namespace.
bool lies_in(const base::UniqueFd& fd, unsigned long ask_namespace, const base::NamespaceFd& engine)
{
    const base::UniqueFd its(fd ? ::ioctl(fd.get(), ask_namespace) : -1);
    struct stat one = {};
    struct stat other = {};
    return its && ::fstat(its.get(), &one) == 0 && ::fstat(engine.get(), &other) == 0 &&
           one.st_ino == other.st_ino && one.st_dev == other.st_dev;
}

/// What an earlier process has left may be of an earlier engine.
void forget_foreign(EngineEnd& end, const base::NamespaceFd& engine)
{
    if (!lies_in(end.device, TUNGETDEVNETNS, engine)) {
        end.device.reset();
    }
    for (base::UniqueFd* const listener : {&end.listener_v4, &end.listener_v6}) {
        if (!lies_in(*listener, SIOCGSKNS, engine)) {
            listener->reset();
        }
    }
}

} // namespace

std::string user_mode_problem()
{
    try {
        (void)base::open_file(kDevices, O_RDWR);
        return {};
    } catch (const base::SystemError& error) {
        return error.what();
    }
}

EngineEnd open_engine_end(const base::NamespaceFd& engine, const UserAddresses& addresses, EngineEnd before)
{
    forget_foreign(before, engine);
    const base::EnteredNamespace inside(engine, "net");
    EngineEnd end{
        .device = before.device ? std::move(before.device) : open_device(),
        .listener_v4 = before.listener_v4 ? std::move(before.listener_v4) : make_listener(AF_INET),
        .listener_v6 = before.listener_v6 ? std::move(before.listener_v6) : make_listener(AF_INET6),
        .raw_v4 = make_socket(AF_INET, SOCK_RAW, IPPROTO_RAW), // which has a header of ours, always
        .raw_v6 = make_socket(AF_INET6, SOCK_RAW, IPPROTO_RAW),
    };
    allow_returning_packets();
    set_routes(addresses);
    apply_nft_rules(engine_rules(kEngineDevice, {port_of(end.listener_v4), port_of(end.listener_v6)}));
    return end;
}

base::UniqueFd open_datagrams_inside(const base::NamespaceFd& engine, const FlowEnds& flow)
{
    const base::EnteredNamespace inside(engine, "net");
    const auto own = udp_endpoint(flow.outside);
    const auto peer = udp_endpoint(flow.inside);
    base::UniqueFd socket = make_socket(own.data()->sa_family, SOCK_DGRAM, 0);
    make_transparent(socket, own.data()->sa_family);
    set_option(socket, SOL_SOCKET, SO_REUSEADDR, 1, "SO_REUSEADDR");
    if (::bind(socket.get(), own.data(), static_cast<socklen_t>(own.size())) != 0 ||
        ::connect(socket.get(), peer.data(), static_cast<socklen_t>(peer.size())) != 0) {
        throw base::SystemError("making a socket that speaks for a place outside");
    }
    return socket;
}

} // namespace berth::netbridge
