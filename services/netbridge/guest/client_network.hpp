// SPDX-License-Identifier: Apache-2.0
// What the engine's network namespace needs so that containers see their clients' own addresses, and the
// sockets that speak as a client (core/client_rules.hpp has the theory). Belongs to one thread.
#pragma once

#include <cstdint>
#include <string>

#include "base/unique_fd.hpp"
#include "services/netbridge/core/client_address.hpp"
#include "services/netbridge/core/transport.hpp"
#include "services/netbridge/kernel_net/policy_routes.hpp"

namespace berth::netbridge {

class ClientNetwork {
public:
    /// Makes the rules in the calling thread's network namespace; safe to repeat, and connections of an
    /// earlier process go on. Throws Error or SystemError where there can be none.
    ClientNetwork();

    /// Empty, or why there is none for IPv6: a kernel may have IPv4 only.
    const std::string& why_no_ipv6() const { return why_no_ipv6_; }

    /// Answers to that client come back through here. Not those to the engine itself, or to somebody whom a
    /// container reaches without us.
    bool can_speak_as(const IpAddress& client);

private:
    PolicyRoutes routes_;
    std::string why_no_ipv6_;
};

/// Non-blocking, bound to the client's address and that port of it; 0 is any. No descriptor: errno says why.
base::UniqueFd open_as_client(Transport transport, const IpAddress& client, std::uint16_t port);

} // namespace berth::netbridge
