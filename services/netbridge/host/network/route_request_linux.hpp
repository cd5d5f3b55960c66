// SPDX-License-Identifier: Apache-2.0
// One request to rtnetlink and its answer. For the .cpp files of RouteNetlink only.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <libmnl/libmnl.h>

#include "base/error.hpp"

namespace berth::netbridge {

/// Under construction.
class RouteRequest {
public:
    RouteRequest(std::uint16_t type, std::uint16_t flags) : header_(mnl_nlmsg_put_header(buffer_.data()))
    {
        header_->nlmsg_type = type;
        header_->nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags);
    }
    template <class Family>
    Family& family()
    {
        return *static_cast<Family*>(mnl_nlmsg_put_extra_header(header_, sizeof(Family)));
    }
    nlmsghdr* header() { return header_; }

private:
    alignas(nlmsghdr) std::array<char, 1024> buffer_{};
    nlmsghdr* header_;
};

using OnMessage = std::function<void(const nlmsghdr&)>;

/// Sends and reads to the acknowledgement or the end of the dump. Throws SystemError with `doing`.
void talk(
    mnl_socket* socket, RouteRequest& request, const std::string& doing,
    const OnMessage& on_message = [](const nlmsghdr&) {});

} // namespace berth::netbridge
