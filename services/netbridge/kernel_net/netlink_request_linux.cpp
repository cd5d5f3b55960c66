// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/kernel_net/netlink_request.hpp"

#include <cerrno>
#include <vector>

#include "base/error.hpp"

namespace berth::netbridge::netlink {
namespace {

constexpr std::size_t kAnswerBytes = 32U << 10U;

int call_on_message(const nlmsghdr* message, void* data)
{
    (*static_cast<const OnMessage*>(data))(*message);
    return MNL_CB_OK;
}

int call_on_attribute(const nlattr* attribute, void* data)
{
    (*static_cast<const OnAttribute*>(data))(*attribute);
    return MNL_CB_OK;
}

} // namespace

mnl_socket* open_socket()
{
    mnl_socket* const socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
    if (socket == nullptr || mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) != 0) {
        const int error = errno;
        if (socket != nullptr) {
            (void)mnl_socket_close(socket); // the first error is what counts
        }
        throw base::SystemError("opening a route netlink socket", error);
    }
    return socket;
}

Request::Request(std::uint16_t type, std::uint16_t flags) : header_(mnl_nlmsg_put_header(buffer_.data()))
{
    header_->nlmsg_type = type;
    header_->nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags);
}

void talk(mnl_socket* socket, Request& request, const std::string& doing, OnMessage on_message)
{
    if (mnl_socket_sendto(socket, request.header(), request.header()->nlmsg_len) < 0) {
        throw base::SystemError(doing);
    }
    std::vector<char> answer(kAnswerBytes);
    int more = MNL_CB_OK;
    while (more == MNL_CB_OK) {
        const ssize_t got = mnl_socket_recvfrom(socket, answer.data(), answer.size());
        more = got < 0 ? MNL_CB_ERROR
                       : mnl_cb_run(answer.data(), static_cast<std::size_t>(got), 0,
                                    mnl_socket_get_portid(socket), call_on_message, &on_message);
    }
    if (more == MNL_CB_ERROR) {
        throw base::SystemError(doing);
    }
}

void for_each_attribute(const nlmsghdr& message, unsigned family_bytes, OnAttribute visit)
{
    (void)mnl_attr_parse(&message, family_bytes, call_on_attribute, &visit); // the visit cannot fail
}

} // namespace berth::netbridge::netlink
