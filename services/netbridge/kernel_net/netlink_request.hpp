// SPDX-License-Identifier: Apache-2.0
// One question to rtnetlink and its answer. For .cpp files of this folder only: libmnl's types are all over
// it.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>

#include <libmnl/libmnl.h>

namespace berth::netbridge::netlink {

/// In the calling thread's network namespace, where it stays. The caller owns it. Throws SystemError.
mnl_socket* open_socket();

/// One request under construction.
class Request {
public:
    Request(std::uint16_t type, std::uint16_t flags);

    /// The next family header, zeroed: the request's own comes first.
    template <class Family>
    Family& family()
    {
        return *static_cast<Family*>(mnl_nlmsg_put_extra_header(header_, sizeof(Family)));
    }
    nlmsghdr* header() { return header_; }

private:
    static constexpr std::size_t kBytes = 1024; // the largest is the veth pair's: some 200

    alignas(nlmsghdr) std::array<char, kBytes> buffer_{};
    nlmsghdr* header_;
};

using OnMessage = std::function<void(const nlmsghdr&)>;

/// Sends and reads to the acknowledgement or the end of the dump. Throws SystemError with `doing`.
void talk(
    mnl_socket* socket, Request& request, const std::string& doing,
    OnMessage on_message = [](const nlmsghdr&) {});

using OnAttribute = std::function<void(const nlattr&)>;

/// Calls with each attribute of a message whose family header has that size.
void for_each_attribute(const nlmsghdr& message, unsigned family_bytes, OnAttribute visit);

} // namespace berth::netbridge::netlink
