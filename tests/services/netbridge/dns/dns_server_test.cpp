// SPDX-License-Identifier: Apache-2.0
// What a client gets, and which of it a server of the host is asked for.
#include <catch2/catch.hpp>

#include <set>
#include <thread>

#include "dns_bench.hpp"
#include "services/netbridge/core/big_endian.hpp"
#include "services/netbridge/dns/dns_server.hpp"

using namespace berth::netbridge;
using namespace berth::netbridge::dns;
using namespace berth::netbridge::dns::test;
using namespace std::string_literals;
using namespace std::chrono_literals;

namespace {

const std::string kGateway = "\xC0\xA8\x41\xFE";

} // namespace

TEST_CASE("a server's answer comes back unchanged but for the id")
{
    const auto script = [](const std::string& query) {
        std::string answer = with_address(query) + opt(4096, kDnssecOk);
        put_u16(answer, kAtAdditionals, 1);
        return answer;
    };
    FakeDnsServer server("127.0.0.1", 0, answers(script));
    DnsBench bench(server.port());
    const std::string answer =
        bench.answer({.name = "wWw.example", .id = 77, .additional = opt(1400, kDnssecOk, "\0\3\0\0"s)});
    CHECK(get_u16(answer, 0) == 77);
    CHECK(answer.substr(2) == script(server.arrived().at(0).query).substr(2));
}

TEST_CASE("a query goes to the server as it came, with an id and a port of its own")
{
    FakeDnsServer server("127.0.0.1", 0,
                         answers([](const std::string& query) { return with_address(query, kAddress, 0); }));
    DnsBench bench(server.port());
    const SampleQuery query{.name = "WWW.example", .additional = opt(1400, kDnssecOk)};
    for (int i = 0; i < 8; ++i) {
        (void)bench.ask(query);
    }
    const std::vector<Arrived> arrived = server.arrived();
    REQUIRE(arrived.size() == 8);
    std::set<std::uint16_t> ids;
    std::set<std::uint16_t> ports;
    for (const Arrived& one : arrived) {
        CHECK(one.query.substr(2) == bytes_of(query).substr(2));
        ids.insert(get_u16(one.query, 0));
        ports.insert(one.from_port);
    }
    CHECK(ids.size() > 5);
    CHECK(ports.size() > 5);
}

TEST_CASE("names that we know ourselves go to no server")
{
    FakeDnsServer server("127.0.0.1", 0,
                         answers([](const std::string& query) { return with_address(query); }));
    DnsBench bench(server.port());
    const SeenAnswer host = bench.ask({.name = "host.docker.internal"});
    REQUIRE(host.answers.size() == 1);
    CHECK(host.answers[0].data == kGateway);
    const SeenAnswer no_ipv6 = bench.ask({.name = "host.docker.internal", .type = kTypeAaaa});
    CHECK(no_ipv6.rcode == Rcode::no_error);
    CHECK(no_ipv6.answers.empty());
    CHECK(bench.ask({.name = "other.docker.internal"}).rcode == Rcode::name_error);
    CHECK(bench.ask({.name = "localhost"}, Transport::tcp).answers.size() == 1);
    CHECK(bench.ask({.name = "254.65.168.192.in-addr.arpa", .type = kTypePtr}).answers.at(0).data ==
          wire("host.docker.internal"));
    CHECK(server.asked() == 0);
    CHECK(bench.counters().queries == 5);
    CHECK(bench.counters().local == 5);
}

TEST_CASE("what is no query goes to no server and has the answer that is due")
{
    FakeDnsServer server("127.0.0.1", 0,
                         answers([](const std::string& query) { return with_address(query); }));
    DnsBench bench(server.port());
    const std::string query = bytes_of(SampleQuery{.name = "www.example"});
    CHECK(bench.answer_bytes("").empty());
    CHECK(bench.answer_bytes(with_address(query)).empty());
    CHECK(see(bench.answer_bytes(query + "x")).rcode == Rcode::format_error);
    CHECK(bench.ask({.name = "www.example", .type = kTypeAxfr}, Transport::tcp).rcode == Rcode::refused);
    CHECK(server.asked() == 0);
    CHECK(bench.counters().queries == 4);
}

TEST_CASE("names of one label go to the server as they are")
{
    FakeDnsServer server("127.0.0.1", 0,
                         answers([](const std::string& query) { return with_address(query); }));
    DnsBench bench(server.port(), "nameserver 127.0.0.1\nsearch lan\n");
    CHECK(bench.ask({.name = "printer"}).answers.size() == 1);
    CHECK(server.arrived().at(0).query.substr(kHeaderBytes, 9) == wire("printer"));
}

TEST_CASE("an answer is kept for its TTL, counted down, for whoever asks next")
{
    FakeDnsServer server("127.0.0.1", 0,
                         answers([](const std::string& query) { return with_address(query, kAddress, 2); }));
    DnsBench bench(server.port());
    CHECK(bench.ask({.name = "www.example"}).answers.at(0).ttl == 2);
    const SeenAnswer again = bench.ask({.name = "WWW.example", .id = 5});
    CHECK(again.id == 5);
    CHECK(again.question.substr(0, 13) == wire("WWW.example"));
    CHECK(again.answers.at(0).ttl <= 2);
    CHECK(bench.ask({.name = "www.example"}, Transport::tcp).answers.size() == 1);
    CHECK(server.asked() == 1);
    CHECK(bench.counters().cached == 2);
    std::this_thread::sleep_for(2100ms); // time itself is what is waited for
    (void)bench.ask({.name = "www.example"});
    CHECK(server.asked() == 2);
}

TEST_CASE("a no is kept where the server says for how long, and not else")
{
    FakeDnsServer server("127.0.0.1", 0, answers([](const std::string& query) {
                             SampleAnswer no{.rcode = Rcode::name_error};
                             if (query.find("kept") != std::string::npos) {
                                 no.authorities = {soa("example", 600, 600)};
                             }
                             return answer_to(query, no);
                         }));
    DnsBench bench(server.port());
    for (int i = 0; i < 2; ++i) {
        CHECK(bench.ask({.name = "kept.example"}).rcode == Rcode::name_error);
        CHECK(bench.ask({.name = "open.example"}).rcode == Rcode::name_error);
    }
    CHECK(server.asked() == 3);
}

TEST_CASE("who asks the same at the same time shares one query")
{
    std::promise<void> go_on;
    const std::shared_future<void> may_answer = go_on.get_future().share();
    FakeDnsServer server("127.0.0.1", 0, answers([&](const std::string& query) {
                             may_answer.wait();
                             return with_address(query, kAddress, 0);
                         }));
    DnsBench bench(server.port());
    std::vector<std::future<std::string>> waiting;
    for (std::uint16_t id = 1; id <= 20; ++id) {
        waiting.push_back(bench.begin({.name = id % 2 == 0 ? "www.example" : "WWW.example", .id = id}));
    }
    CHECK(bench.counters().forwarded == 20);
    go_on.set_value();
    for (std::uint16_t id = 1; id <= 20; ++id) {
        CHECK(see(waiting[id - 1U].get()).id == id);
    }
    CHECK(server.asked() == 1);
}

TEST_CASE("beyond the bound a query fails at once")
{
    FakeDnsServer server("127.0.0.1", 0, says_nothing());
    DnsBench bench(server.port(), "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n", {.under_way = 2});
    auto first = bench.begin({.name = "a.example"});
    auto second = bench.begin({.name = "b.example"});
    CHECK(bench.ask({.name = "c.example"}).rcode == Rcode::server_failure);
    CHECK(bench.ask({.name = "localhost"}).rcode == Rcode::no_error);
    CHECK(first.wait_for(0s) == std::future_status::timeout);
    CHECK(see(first.get()).rcode == Rcode::server_failure);
    CHECK(see(second.get()).rcode == Rcode::server_failure);
    CHECK(bench.counters().failed == 3);
}

TEST_CASE("a server that goes away takes what is under way with it")
{
    FakeDnsServer server("127.0.0.1", 0, says_nothing());
    std::future<std::string> one;
    std::future<std::string> by_tcp;
    {
        DnsBench bench(server.port());
        one = bench.begin({.name = "www.example"});
        by_tcp = bench.begin({.name = "www.example"}, Transport::tcp);
        auto client = bench.connect();
        CHECK(bench.counters().forwarded == 2);
    }
    CHECK_THROWS_AS(one.get(), std::future_error);
    CHECK_THROWS_AS(by_tcp.get(), std::future_error);
}

TEST_CASE("answers of a server on the loopback are not kept unless that is wished for")
{
    FakeDnsServer server("127.0.0.1", 0,
                         answers([](const std::string& query) { return with_address(query); }));
    DnsBench bench(server.port(), "nameserver 127.0.0.1\n", {.keeps_answers_of_loopback = false});
    (void)bench.ask({.name = "www.example"});
    (void)bench.ask({.name = "www.example"});
    CHECK(server.asked() == 2);
}
