// SPDX-License-Identifier: Apache-2.0
// Servers that fail in every way that servers do.
#include <catch2/catch.hpp>

#include <thread>

#include "dns_bench.hpp"
#include "services/netbridge/core/big_endian.hpp"
#include "services/netbridge/dns/dns_server.hpp"

using namespace berth::netbridge;
using namespace berth::netbridge::dns;
using namespace berth::netbridge::dns::test;
using namespace std::chrono_literals;

namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kOneSecondOnce = "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n";
constexpr const char* kTwoServers = "nameserver 127.0.0.1\nnameserver 127.0.0.2\noptions timeout:1\n";

FakeDnsServer::Script answers_well()
{
    return answers([](const std::string& query) { return with_address(query); });
}

FakeDnsServer::Script says(Rcode rcode)
{
    return answers([rcode](const std::string& query) { return answer_to(query, {.rcode = rcode}); });
}

/// A port of 127.0.0.1 where nobody listens.
std::uint16_t dead_port()
{
    return FakeDnsServer("127.0.0.1", 0, says_nothing()).port();
}

/// As a server does that has no room: no records, and asked again by TCP all of them.
FakeDnsServer::Script truncates(std::size_t records)
{
    return [records](const Arrived& arrived) {
        return std::vector{arrived.by_tcp ? with_addresses(arrived.query, records)
                                          : answer_to(arrived.query, {.flags = kTruncated})};
    };
}

} // namespace

TEST_CASE("no server is a failure after the resolver's own time, never silence")
{
    FakeDnsServer server("127.0.0.1", 0, says_nothing());
    DnsBench bench(server.port(), "nameserver 127.0.0.1\noptions timeout:1 attempts:2\n");
    const auto begin = Clock::now();
    const SeenAnswer seen = bench.ask({.name = "www.example", .additional = opt(1232)});
    CHECK(Clock::now() - begin >= 2s);
    CHECK(Clock::now() - begin < 6s);
    CHECK(seen.rcode == Rcode::server_failure);
    CHECK(seen.additionals.size() == 1);
    CHECK(server.asked() == 2);
    CHECK(bench.counters().failed == 1);
}

TEST_CASE("where nobody listens the failure comes at once")
{
    DnsBench bench(dead_port(), "nameserver 127.0.0.1\nnameserver 127.0.0.2\n");
    const auto begin = Clock::now();
    CHECK(bench.ask({.name = "www.example"}).rcode == Rcode::server_failure);
    CHECK(bench.ask({.name = "www.example"}, Transport::tcp).rcode == Rcode::server_failure);
    CHECK(Clock::now() - begin < 4s);
}

TEST_CASE("the second server is asked when the first is dead, silent or fails")
{
    FakeDnsServer second("127.0.0.2", 0, answers_well());
    DnsBench bench(second.port(), kTwoServers);
    CHECK(bench.ask({.name = "dead.example"}).answers.size() == 1);
    for (const Rcode rcode : {Rcode::server_failure, Rcode::refused, Rcode::not_implemented}) {
        FakeDnsServer first("127.0.0.1", second.port(), says(rcode));
        CHECK(bench.ask({.name = "fails" + std::to_string(static_cast<int>(rcode))}).answers.size() == 1);
        CHECK(first.asked() == 1);
    }
    FakeDnsServer first("127.0.0.1", second.port(), says_nothing());
    const auto begin = Clock::now();
    CHECK(bench.ask({.name = "silent.example"}).answers.size() == 1);
    CHECK(Clock::now() - begin >= 1s);
    CHECK(bench.counters().failed == 0);
}

TEST_CASE("an answer of the first server is the last word, also a no")
{
    FakeDnsServer second("127.0.0.2", 0, answers_well());
    FakeDnsServer first("127.0.0.1", second.port(), says(Rcode::name_error));
    DnsBench bench(second.port(), kTwoServers);
    CHECK(bench.ask({.name = "www.example"}).rcode == Rcode::name_error);
    CHECK(second.asked() == 0);
}

TEST_CASE("what all servers refuse is refused, in their words")
{
    FakeDnsServer server("127.0.0.1", 0, says(Rcode::refused));
    DnsBench bench(server.port(), kOneSecondOnce);
    CHECK(bench.ask({.name = "www.example"}).rcode == Rcode::refused);
    CHECK(bench.ask({.name = "www.example"}).rcode == Rcode::refused);
    CHECK(server.asked() == 2); // a failure is not kept
    CHECK(bench.counters().failed == 0);
}

TEST_CASE("a slow server is waited for")
{
    FakeDnsServer server("127.0.0.1", 0, answers([](const std::string& query) {
                             std::this_thread::sleep_for(500ms);
                             return with_address(query);
                         }));
    DnsBench bench(server.port(), kOneSecondOnce);
    CHECK(bench.ask({.name = "www.example"}).answers.size() == 1);
    CHECK(server.asked() == 1);
}

TEST_CASE("answers with another id or question, or that are none, are passed over")
{
    FakeDnsServer server("127.0.0.1", 0, [](const Arrived& arrived) {
        std::string other_id = with_address(arrived.query, "evil");
        put_u16(other_id, 0, static_cast<std::uint16_t>(get_u16(other_id, 0) + 1));
        std::string other_question = arrived.query;
        other_question[kHeaderBytes + 1] = 'x';
        std::string cut = with_address(arrived.query, "evil");
        cut.pop_back();
        return std::vector<std::string>{other_id,       with_address(other_question, "evil"),
                                        arrived.query,  "",
                                        std::move(cut), with_address(arrived.query)};
    });
    DnsBench bench(server.port(), kOneSecondOnce);
    CHECK(bench.ask({.name = "www.example"}).answers.at(0).data == kAddress);
}

TEST_CASE("forged answers alone are a failure in time")
{
    FakeDnsServer server("127.0.0.1", 0, answers([](const std::string& query) {
                             std::string answer = with_address(query);
                             put_u16(answer, 0, static_cast<std::uint16_t>(get_u16(answer, 0) ^ 1U));
                             return answer;
                         }));
    DnsBench bench(server.port(), kOneSecondOnce);
    CHECK(bench.ask({.name = "www.example"}).rcode == Rcode::server_failure);
}

TEST_CASE("what a server truncates is asked for again by TCP, and cut to what the client takes")
{
    FakeDnsServer server("127.0.0.1", 0, truncates(30));
    DnsBench bench(server.port());
    const SeenAnswer large = bench.ask({.name = "www.example", .additional = opt(1232)});
    CHECK_FALSE(large.is(kTruncated));
    CHECK(large.answers.size() == 30);
    const SeenAnswer small = bench.ask({.name = "www.example"});
    CHECK(small.is(kTruncated));
    CHECK(small.answers.size() == (512 - 29) / 27);
    CHECK(server.asked() == 4);
    const SeenAnswer whole = bench.ask({.name = "www.example"}, Transport::tcp);
    CHECK_FALSE(whole.is(kTruncated));
    CHECK(whole.answers.size() == 30);
    CHECK(server.asked() == 4); // kept: what was asked for by TCP was all of it
    CHECK(bench.counters().truncated == 1);
}

TEST_CASE("the largest answer comes through by TCP")
{
    FakeDnsServer server("127.0.0.1", 0, answers([](const std::string& query) {
                             return with_addresses(query, (65535 - query.size()) / 27);
                         }));
    DnsBench bench(server.port());
    CHECK(bench.ask({.name = "www.example"}, Transport::tcp).answers.size() > 2400);
}

TEST_CASE("without TCP a client of UDP gets the truncated answer, which nobody keeps")
{
    FakeDnsServer server("127.0.0.1", 0, [](const Arrived& arrived) {
        return arrived.by_tcp ? std::vector<std::string>{}
                              : std::vector{answer_to(arrived.query, {.flags = kTruncated})};
    });
    DnsBench bench(server.port(), kOneSecondOnce);
    CHECK(bench.ask({.name = "www.example"}).is(kTruncated));
    CHECK(bench.ask({.name = "www.example"}, Transport::tcp).rcode == Rcode::server_failure);
    CHECK(bench.counters().cached == 0);
}

TEST_CASE("a client of TCP is served by a server that has UDP only")
{
    FakeDnsServer server("127.0.0.1", 0, [](const Arrived& arrived) {
        return arrived.by_tcp ? std::vector<std::string>{} : std::vector{with_address(arrived.query)};
    });
    DnsBench bench(server.port(), kOneSecondOnce);
    CHECK(bench.ask({.name = "www.example"}, Transport::tcp).answers.size() == 1);
}

TEST_CASE("a server whose TCP says nothing is asked by UDP before its time is over")
{
    FakeDnsServer server("127.0.0.1", 0, [](const Arrived& arrived) {
        if (arrived.by_tcp) {
            std::this_thread::sleep_for(1200ms); // of the two seconds of the server
            return std::vector<std::string>{};
        }
        return std::vector{with_address(arrived.query)};
    });
    DnsBench bench(server.port(), "nameserver 127.0.0.1\noptions timeout:2 attempts:1\n");
    CHECK(bench.ask({.name = "www.example"}, Transport::tcp).answers.size() == 1);
}
