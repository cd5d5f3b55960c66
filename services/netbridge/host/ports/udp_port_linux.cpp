// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/ports/udp_port.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <boost/asio/ip/v6_only.hpp>

#include <netinet/in.h>
#include <sys/socket.h>

namespace berth::netbridge {
namespace {

constexpr std::size_t kControlBytes = CMSG_SPACE(sizeof(in6_pktinfo));

asio::ip::address address_of(const in_addr& bytes)
{
    return asio::ip::address_v4(ntohl(bytes.s_addr));
}

asio::ip::address address_of(const in6_addr& bytes, unsigned interface)
{
    asio::ip::address_v6::bytes_type copy;
    std::memcpy(copy.data(), &bytes, copy.size());
    asio::ip::address_v6 address(copy);
    if (address.is_link_local()) {
        address.scope_id(interface);
    }
    return address;
}

/// Where the datagram came in.
std::optional<asio::ip::address> host_address(msghdr& message)
{
    for (cmsghdr* each = CMSG_FIRSTHDR(&message); each != nullptr; each = CMSG_NXTHDR(&message, each)) {
        if (each->cmsg_level == IPPROTO_IP && each->cmsg_type == IP_PKTINFO) {
            in_pktinfo info{};
            std::memcpy(&info, CMSG_DATA(each), sizeof info);
            return address_of(info.ipi_spec_dst); // our own address also where it was a broadcast
        }
        if (each->cmsg_level == IPPROTO_IPV6 && each->cmsg_type == IPV6_PKTINFO) {
            in6_pktinfo info{};
            std::memcpy(&info, CMSG_DATA(each), sizeof info);
            return address_of(info.ipi6_addr, info.ipi6_ifindex);
        }
    }
    return std::nullopt;
}

template <class Info>
void set_control(msghdr& message, int level, int type, const Info& info)
{
    message.msg_controllen = CMSG_SPACE(sizeof info);
    cmsghdr* const header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = level;
    header->cmsg_type = type;
    header->cmsg_len = CMSG_LEN(sizeof info);
    std::memcpy(CMSG_DATA(header), &info, sizeof info);
}

void set_source(msghdr& message, const asio::ip::address& address)
{
    if (address.is_v4()) {
        in_pktinfo info{};
        info.ipi_spec_dst.s_addr = htonl(address.to_v4().to_uint());
        set_control(message, IPPROTO_IP, IP_PKTINFO, info);
        return;
    }
    const asio::ip::address_v6 v6 = address.to_v6();
    if (v6.is_multicast()) {
        return; // nobody answers as a group
    }
    in6_pktinfo info{};
    const auto bytes = v6.to_bytes();
    std::memcpy(&info.ipi6_addr, bytes.data(), bytes.size());
    info.ipi6_ifindex = static_cast<unsigned>(v6.scope_id());
    set_control(message, IPPROTO_IPV6, IPV6_PKTINFO, info);
}

void bind_anew(DatagramSocket& socket, const asio::ip::udp::endpoint& endpoint, ErrorCode& error)
{
    socket.open(asio::generic::datagram_protocol(endpoint.protocol()), error);
    if (!error && endpoint.address().is_v6()) {
        socket.set_option(asio::ip::v6_only(true), error); // dockerd asks for each family on its own
    }
    if (!error) {
        socket.bind(endpoint, error);
    }
    if (error) {
        return;
    }
    const int on = 1;
    const int failed =
        endpoint.address().is_v6()
            ? ::setsockopt(socket.native_handle(), IPPROTO_IPV6, IPV6_RECVPKTINFO, &on, sizeof on)
            : ::setsockopt(socket.native_handle(), IPPROTO_IP, IP_PKTINFO, &on, sizeof on);
    if (failed != 0) {
        error.assign(errno, boost::system::system_category());
    }
}

} // namespace

UdpPort::UdpPort(const asio::any_io_executor& executor, const HostPort& port, base::UniqueFd before,
                 ErrorCode& error)
    : socket_(before ? adopt_datagrams(executor, std::move(before)) : DatagramSocket(executor))
{
    if (!socket_.is_open()) {
        bind_anew(socket_, {port.address, port.port}, error);
    }
}

std::optional<UdpPort::Received> UdpPort::take()
{
    Received received;
    alignas(cmsghdr) std::array<char, kControlBytes> control{};
    iovec part{room_.data(), room_.size()};
    msghdr message{};
    message.msg_name = received.ends.client.data();
    message.msg_namelen = static_cast<socklen_t>(received.ends.client.capacity());
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t got = ::recvmsg(socket_.native_handle(), &message, MSG_DONTWAIT);
    const std::optional<asio::ip::address> host = got < 0 ? std::nullopt : host_address(message);
    if (!host) {
        return std::nullopt;
    }
    received.ends.client.resize(message.msg_namelen);
    received.ends.host = *host;
    received.datagram.assign(room_.data(), static_cast<std::size_t>(got));
    return received;
}

void UdpPort::send(const UdpEnds& ends, std::string_view datagram)
{
    UdpEnds to = ends; // msghdr wants what it does not change to be changeable
    alignas(cmsghdr) std::array<char, kControlBytes> control{};
    iovec part{const_cast<char*>(datagram.data()), datagram.size()};
    msghdr message{};
    message.msg_name = to.client.data();
    message.msg_namelen = static_cast<socklen_t>(to.client.size());
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    set_source(message, ends.host);
    if (message.msg_controllen == 0) {
        message.msg_control = nullptr;
    }
    (void)::sendmsg(socket_.native_handle(), &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

} // namespace berth::netbridge
