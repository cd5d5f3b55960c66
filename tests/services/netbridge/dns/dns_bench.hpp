// SPDX-License-Identifier: Apache-2.0
// The DNS server as containers meet it, on a data thread, with files of the test's own.
#pragma once

#include <future>
#include <memory>
#include <string>

#include "fake_dns_server.hpp"
#include "sample_messages.hpp"
#include "services/netbridge/core/transport.hpp"
#include "services/netbridge/stream/data_thread.hpp"
#include "tests/services/netbridge/peer.hpp"
#include "tests/support/temp_dir.hpp"

namespace berth::netbridge {
class DnsServer;
struct DnsCounters;
struct DnsSettings;
} // namespace berth::netbridge

namespace berth::netbridge::dns::test {

class DnsBench {
public:
    /// `port` is that of all servers of its resolv.conf.
    explicit DnsBench(std::uint16_t port, const std::string& resolv_conf = "nameserver 127.0.0.1\n");
    DnsBench(std::uint16_t port, const std::string& resolv_conf, DnsSettings settings);
    ~DnsBench();

    /// As an editor saves: another file takes the place.
    void write_resolv_conf(const std::string& text);
    void write_hosts(const std::string& text);

    std::string answer(const SampleQuery& query, Transport transport = Transport::udp);
    std::string answer_bytes(const std::string& query, Transport transport = Transport::udp);
    SeenAnswer ask(const SampleQuery& query, Transport transport = Transport::udp);
    /// Under way until it is waited for.
    std::future<std::string> begin(const SampleQuery& query, Transport transport = Transport::udp);
    /// A connection that the server serves.
    netbridge::test::Peer connect();

    DnsCounters counters();

private:
    berth::test::TempDir dir_;
    DataThread thread_;
    std::unique_ptr<DnsServer> server_;
};

/// The query's name has one address.
std::string with_address(const std::string& query, const std::string& address = kAddress,
                         std::uint32_t ttl = 300);
/// 27 bytes each.
std::string with_addresses(const std::string& query, std::size_t count);

} // namespace berth::netbridge::dns::test
