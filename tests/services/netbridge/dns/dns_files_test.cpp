// SPDX-License-Identifier: Apache-2.0
// The host's files change while containers ask.
#include <catch2/catch.hpp>

#include <filesystem>

#include "dns_bench.hpp"
#include "services/netbridge/dns/dns_server.hpp"

using namespace berth::netbridge;
using namespace berth::netbridge::dns;
using namespace berth::netbridge::dns::test;

namespace {

FakeDnsServer::Script answers_with(const std::string& address)
{
    return answers([address](const std::string& query) { return with_address(query, address); });
}

std::string address_of(DnsBench& bench, const std::string& name)
{
    const SeenAnswer seen = bench.ask({.name = name});
    return seen.answers.empty() ? "" : seen.answers[0].data;
}

} // namespace

TEST_CASE("another server of resolv.conf is asked from the next query on, also for what was kept")
{
    FakeDnsServer one("127.0.0.1", 0, answers_with("one."));
    FakeDnsServer two("127.0.0.2", one.port(), answers_with("two."));
    DnsBench bench(one.port());
    CHECK(address_of(bench, "www.example") == "one.");
    bench.write_resolv_conf("nameserver 127.0.0.2\n");
    CHECK(address_of(bench, "www.example") == "two.");
    bench.write_resolv_conf("nameserver 127.0.0.1\n");
    CHECK(address_of(bench, "www.example") == "one.");
}

TEST_CASE("without a server that can be read the machine itself is asked")
{
    FakeDnsServer server("127.0.0.1", 0, answers_with("here"));
    DnsBench bench(server.port(), "nameserver nonsense\nsearch lan\n");
    CHECK(address_of(bench, "www.example") == "here");
}

TEST_CASE("no more than three servers are asked, as glibc does")
{
    FakeDnsServer fourth("127.0.0.14", 0, answers_with("four"));
    DnsBench bench(fourth.port(), "nameserver 127.0.0.11\nnameserver 127.0.0.12\nnameserver 127.0.0.13\n"
                                  "nameserver 127.0.0.14\n");
    CHECK(bench.ask({.name = "www.example"}).rcode == Rcode::server_failure);
    CHECK(fourth.asked() == 0);
}

TEST_CASE("the hosts file holds from the next query on, before what a server has said")
{
    FakeDnsServer server("127.0.0.1", 0, answers_with("dns."));
    DnsBench bench(server.port());
    CHECK(address_of(bench, "www.example") == "dns.");
    bench.write_hosts("10.1.2.3 www.example\n10.9.9.9 host.docker.internal\n");
    CHECK(address_of(bench, "www.example") == kAddress);
    CHECK(address_of(bench, "host.docker.internal") == "\xC0\xA8\x41\xFE");
    CHECK(bench.ask({.name = "3.2.1.10.in-addr.arpa", .type = kTypePtr}).answers.at(0).data ==
          wire("www.example"));
    bench.write_hosts("# nothing\n");
    CHECK(address_of(bench, "www.example") == "dns.");
}
