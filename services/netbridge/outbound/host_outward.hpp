// SPDX-License-Identifier: Apache-2.0
// The outside from a process that is on the host itself: its own sockets. For .cpp files only.
#pragma once

#include <optional>

#include "services/netbridge/outbound/host_resolver.hpp"
#include "services/netbridge/outbound/outward.hpp"

namespace berth::netbridge {

class HostOutward final : public Outward {
public:
    explicit HostOutward(DnsSettings resolver) : settings_(std::move(resolver)) {}

    void begin(asio::io_context& context) override { resolver_.emplace(context, settings_); }
    void end() override
    {
        counted_ = dns_counters();
        resolver_.reset();
    }
    asio::awaitable<Dialled<Socket>> connect(IpEndpoint place) override;
    asio::awaitable<Dialled<DatagramSocket>> connect_datagrams(IpEndpoint place) override;
    asio::awaitable<EchoAnswer> echo(IpAddress place, std::string payload) override;
    asio::awaitable<Dialled<Socket>> connect_resolver() override;
    asio::awaitable<Dialled<DatagramSocket>> connect_resolver_datagrams() override;

    DnsCounters dns_counters() const override { return resolver_ ? resolver_->counters() : counted_; }

private:
    const DnsSettings settings_;
    std::optional<HostResolver> resolver_; ///< between begin() and end()
    DnsCounters counted_;                  ///< by it, when it ended
};

} // namespace berth::netbridge
