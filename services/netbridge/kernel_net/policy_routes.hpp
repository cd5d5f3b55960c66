// SPDX-License-Identifier: Apache-2.0
// Rules of routing by mark, and what routing says of an address, in one network namespace, over rtnetlink.
#pragma once

#include <cstdint>
#include <utility>

#include "services/netbridge/core/ip_address.hpp"

struct mnl_socket;

namespace berth::netbridge {

enum class IpFamily { v4, v6 };

/// Errors are thrown as SystemError. Waits for the kernel alone, which answers at once.
class PolicyRoutes {
public:
    /// Of the calling thread's namespace, whoever calls later.
    PolicyRoutes();
    ~PolicyRoutes();
    PolicyRoutes(PolicyRoutes&& other) noexcept : socket_(std::exchange(other.socket_, nullptr)) {}
    PolicyRoutes& operator=(PolicyRoutes&&) = delete;

    struct MarkRule {
        std::uint32_t mark = 0;
        std::uint32_t table = 0;
        std::uint32_t preference = 0;
    };
    /// Packets with the mark are routed by the table. There already: good.
    void add_rule(IpFamily family, const MarkRule& rule);
    /// In that table every address is one of this machine's own. There already: good.
    void make_all_local(IpFamily family, std::uint32_t table, unsigned loopback_index);

    /// The address is this machine's own, or on a link of this machine's: whoever is beside it there reaches
    /// it without us. A default route makes no neighbours, also one without a gateway.
    bool is_near(const IpAddress& address);

private:
    mnl_socket* socket_; // owned
};

} // namespace berth::netbridge
