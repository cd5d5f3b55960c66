// SPDX-License-Identifier: Apache-2.0
// The DNS server of containers: answers as the host itself would resolve at that moment. Lives on the data
// thread, in the host's network namespace; what it answers is the container's. For .cpp files of the data
// planes only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "services/netbridge/core/dns/local_zone.hpp"
#include "services/netbridge/core/transport.hpp"
#include "services/netbridge/dns/query_stream.hpp"

namespace berth::netbridge {

struct DnsSettings {
    std::vector<dns::EngineName> names{}; ///< below docker.internal
    std::filesystem::path resolv_conf = "/etc/resolv.conf";
    std::filesystem::path hosts = "/etc/hosts";
    std::uint16_t port = 53;      ///< of the servers
    std::size_t under_way = 1000; ///< queries that wait for a server; beyond them SERVFAIL
    std::size_t streams = 128;    ///< beyond them a new one is closed
    std::size_t cache_bytes = 4U << 20U;
    /// A server on the host's loopback keeps answers itself, and hears of changes that resolv.conf does not
    /// show (systemd-resolved: a VPN's domains). Asking it each time costs little and is always right.
    bool keeps_answers_of_loopback = false;
    dns::QueryStreamLimits stream_limits{};
};

struct DnsCounters {
    std::uint64_t queries = 0; ///< all that came in, malformed ones as well
    std::uint64_t local = 0;   ///< answered from names that we know ourselves
    std::uint64_t cached = 0;
    std::uint64_t forwarded = 0; ///< to a server, or with another client's query that was under way
    std::uint64_t failed = 0;    ///< of those: no server answered, or too many were under way
    std::uint64_t truncated = 0; ///< for clients that asked by UDP
};

class DnsServer {
public:
    DnsServer(boost::asio::io_context& context, DnsSettings settings);
    /// What is under way goes on to its end.
    ~DnsServer();
    DnsServer(const DnsServer&) = delete;
    DnsServer& operator=(const DnsServer&) = delete;

    /// Empty: no answer is due. Never longer than the servers' own times.
    asio::awaitable<std::string> answer(std::string query, Transport transport);

    /// A client's connection, to its end.
    asio::awaitable<void> serve_stream(Socket stream);

    const DnsCounters& counters() const;

    struct State; ///< shared with what is under way
private:
    std::shared_ptr<State> state_;
};

} // namespace berth::netbridge
