// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/network/route_request_linux.hpp"

namespace berth::netbridge {
namespace {

constexpr std::size_t kAnswerBytes = 32U << 10U;

int call_on_message(const nlmsghdr* message, void* data)
{
    (*static_cast<const OnMessage*>(data))(*message);
    return MNL_CB_OK;
}

} // namespace

void talk(mnl_socket* socket, RouteRequest& request, const std::string& doing, const OnMessage& on_message)
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
                                    mnl_socket_get_portid(socket), call_on_message,
                                    const_cast<OnMessage*>(&on_message));
    }
    if (more == MNL_CB_ERROR) {
        throw base::SystemError(doing);
    }
}

} // namespace berth::netbridge
