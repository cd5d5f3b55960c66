// SPDX-License-Identifier: Apache-2.0
// Containers see their clients' own addresses.
#include <catch2/catch.hpp>

#include <future>

#include <sys/socket.h>
#include <unistd.h>

#include "base/child.hpp"
#include "network_bench.hpp"
#include "services/netbridge/guest/client_network.hpp"
#include "services/netbridge/kernel_net/nft_rules.hpp"

using namespace berth;
using namespace berth::netbridge;
using namespace berth::netbridge::test;

namespace {

constexpr const char* kTcp4 = "tcp://172.17.0.2:80";
constexpr const char* kTcp6 = "tcp://[fd17::2]:80";
constexpr const char* kUdp4 = "udp://172.17.0.2:80";
constexpr const char* kUdp6 = "udp://[fd17::2]:80";
constexpr const char* kClient4 = "203.0.113.7:51234";
constexpr const char* kClient6 = "[2001:db8::7]:51234";
constexpr const char* kGateway = "172.17.0.1:";

bool may_not_run()
{
    if (::geteuid() == 0) {
        return false;
    }
    WARN("skipped: needs root to make network namespaces");
    return true;
}

struct Family {
    int number;
    const char* tcp;
    const char* udp;
    const char* client;
    const char* client_address;
};
constexpr Family kFamilies[] = {{AF_INET, kTcp4, kUdp4, kClient4, "203.0.113.7:"},
                                {AF_INET6, kTcp6, kUdp6, kClient6, "[2001:db8::7]:"}};

struct Joined {
    Peer client;
    Peer container;
    std::string seen;               ///< by the container
    std::chrono::milliseconds took; ///< to dial
};

Joined join(NetworkBench& bench, const base::UniqueFd& listener, const std::string& client,
            const std::string& target = kTcp4)
{
    auto dialled = bench.dial(client, target);
    INFO(dialled.failure);
    REQUIRE(dialled.socket);
    Peer container = Peer::accept_from(listener.get());
    std::string seen = peer_text(container.fd());
    return {Peer(std::move(dialled.socket)), std::move(container), std::move(seen), dialled.took};
}

void check_beginning(const std::string& text, const std::string& beginning)
{
    INFO(text << " should begin with " << beginning);
    CHECK(text.starts_with(beginning));
}

} // namespace

TEST_CASE("a container sees the address and port of a client by TCP", "[root]")
{
    if (may_not_run()) {
        return;
    }
    NetworkBench bench;
    for (const Family& family : kFamilies) {
        const base::UniqueFd listener = bench.container_listens(family.number, SOCK_STREAM);
        Joined joined = join(bench, listener, family.client, family.tcp);
        CHECK(joined.seen == family.client);
        CHECK(joined.took < std::chrono::milliseconds(900));

        const std::string big(10U << 20U, 'x');
        for (auto [from, to] :
             {std::pair(&joined.client, &joined.container), std::pair(&joined.container, &joined.client)}) {
            auto sent = std::async(std::launch::async, [from = from, &big] { from->send(big); });
            CHECK(to->receive_bytes(big.size()) == big);
            sent.get();
        }
        joined.client.send("the end");
        joined.client.end_sending();
        CHECK(joined.container.receive_to_end() == "the end");
        joined.container.send("what comes after it");
        joined.container.close();
        CHECK(joined.client.receive_to_end() == "what comes after it");
    }
}

TEST_CASE("a container sees the address and port of a client by UDP", "[root]")
{
    if (may_not_run()) {
        return;
    }
    NetworkBench bench;
    for (const Family& family : kFamilies) {
        const base::UniqueFd server = bench.container_listens(family.number, SOCK_DGRAM);
        auto dialled = bench.dial(family.client, family.udp);
        Peer client(std::move(dialled.socket));
        for (const std::string text : {"one", "two", "three"}) {
            client.send(text);
            const ReceivedDatagram datagram = receive_datagram(server.get());
            CHECK(datagram.bytes == text);
            CHECK(datagram.from == family.client);
            send_datagram_to(server.get(), datagram.from, "answer to " + text);
            CHECK(receive_datagram(client.fd()).bytes == "answer to " + text);
        }
        const std::string large(20000, 'x'); // in fragments
        client.send(large);
        CHECK(receive_datagram(server.get()).bytes == large);
        send_datagram_to(server.get(), family.client, large);
        CHECK(receive_datagram(client.fd()).bytes == large);
    }
}

TEST_CASE("a port that nobody has in the container is refused at once", "[root]")
{
    if (may_not_run()) {
        return;
    }
    NetworkBench bench;
    for (const Family& family : kFamilies) {
        const auto refused = bench.dial(family.client, family.tcp);
        CHECK(refused.failure.find("Connection refused") != std::string::npos);
        CHECK(refused.took < std::chrono::milliseconds(900));

        auto dialled = bench.dial(family.client, family.udp);
        Peer client(std::move(dialled.socket));
        client.send("is anybody there?");
        char byte = 0;
        CHECK(::recv(client.fd(), &byte, 1, 0) == -1);
        CHECK(errno == ECONNREFUSED);
    }
}

TEST_CASE("a client's port that is taken still leaves its address", "[root]")
{
    if (may_not_run()) {
        return;
    }
    NetworkBench bench;
    for (const Family& family : kFamilies) {
        const base::UniqueFd listener = bench.container_listens(family.number, SOCK_STREAM);
        const base::UniqueFd other = bench.container_listens(family.number, SOCK_STREAM, 81);
        Joined first = join(bench, listener, family.client, family.tcp);
        Joined second = join(bench, listener, family.client, family.tcp);
        CHECK(first.seen == family.client);
        CHECK(second.seen != family.client);
        check_beginning(second.seen, family.client_address);
        second.container.send("to the second");
        CHECK(second.client.receive_until("second") == "to the second");

        std::string target = family.tcp;
        target.back() = '1';
        CHECK(join(bench, other, family.client, target).seen == family.client); // it may have several of ours

        const base::UniqueFd server = bench.container_listens(family.number, SOCK_DGRAM);
        auto before = bench.dial(family.client, family.udp);
        auto after = bench.dial(family.client, family.udp);
        Peer former(std::move(before.socket));
        Peer latter(std::move(after.socket));
        former.send("a");
        CHECK(receive_datagram(server.get()).from == family.client);
        latter.send("b");
        const std::string from = receive_datagram(server.get()).from;
        CHECK(from != family.client);
        check_beginning(from, family.client_address);
        send_datagram_to(server.get(), from, "for the latter");
        CHECK(receive_datagram(latter.fd()).bytes == "for the latter");
        former.close();
        auto again = bench.dial(family.client, family.udp); // as after a restart of netbridge
        Peer successor(std::move(again.socket));
        successor.send("c");
        CHECK(receive_datagram(server.get()).from == family.client);
    }
}

TEST_CASE("a client whose answers would not come back is not shown", "[root]")
{
    if (may_not_run()) {
        return;
    }
    NetworkBench bench;
    const base::UniqueFd listener = bench.container_listens(AF_INET, SOCK_STREAM);
    const base::UniqueFd listener6 = bench.container_listens(AF_INET6, SOCK_STREAM);
    const base::UniqueFd server = bench.container_listens(AF_INET, SOCK_DGRAM);
    for (const char* const client : {"",                    // nobody's
                                     "172.17.0.9:4000",     // a neighbour of the container
                                     "172.17.0.2:4000",     // the container itself
                                     "172.17.255.255:4000", // nobody on that link
                                     "172.17.0.1:4000",     // the engine's own
                                     "192.168.65.2:4000", "192.168.65.1:4000", kClient6}) {
        INFO("client \"" << client << "\"");
        Joined joined = join(bench, listener, client);
        check_beginning(joined.seen, kGateway);
        CHECK(joined.took < std::chrono::milliseconds(900));
        auto dialled = bench.dial(client, kUdp4);
        Peer datagrams(std::move(dialled.socket));
        datagrams.send("x");
        check_beginning(receive_datagram(server.get()).from, kGateway);
    }
    for (const char* const client : {"[fd17::9]:4000", "[fd17::1]:4000", "[fd65::1]:4000", kClient4}) {
        INFO("client \"" << client << "\"");
        check_beginning(join(bench, listener6, client, kTcp6).seen, "[fd17::1]:");
    }
    CHECK(bench.dial("127.0.0.1:4000", kTcp4).failure.find("not permitted") != std::string::npos);
    CHECK(bench.dial("somebody", kTcp4).failure.find("not permitted") != std::string::npos);
}

TEST_CASE("a default route without a gateway makes no neighbours", "[root]")
{
    if (may_not_run()) {
        return;
    }
    NetworkBench bench;
    bench.engine().ip(
        "route replace default dev eth0\n-6 route del default\n-6 route add default dev eth0\n");
    for (const Family& family : kFamilies) {
        const base::UniqueFd listener = bench.container_listens(family.number, SOCK_STREAM);
        CHECK(join(bench, listener, family.client, family.tcp).seen == family.client);
    }
}

TEST_CASE("an engine without a way out shows its clients all the same", "[root]")
{
    if (may_not_run()) {
        return;
    }
    NetworkBench bench;
    bench.engine().ip("route del default\n-6 route del default\n");
    for (const Family& family : kFamilies) {
        const base::UniqueFd listener = bench.container_listens(family.number, SOCK_STREAM);
        CHECK(join(bench, listener, family.client, family.tcp).seen == family.client);
    }
}

TEST_CASE("a firewall between costs a second, not the connection", "[root]")
{
    if (may_not_run()) {
        return;
    }
    NetworkBench bench;
    const base::UniqueFd listener = bench.container_listens(AF_INET, SOCK_STREAM);
    bench.engine().run([] {
        apply_nft_rules("table ip wall { chain in { type filter hook input priority filter; policy accept; "
                        "ip daddr 203.0.113.0/24 drop; }; }");
    });
    Joined joined = join(bench, listener, kClient4);
    CHECK(joined.took > std::chrono::milliseconds(900));
    CHECK(joined.took < std::chrono::milliseconds(4000));
    check_beginning(joined.seen, kGateway);
    joined.container.send("here");
    CHECK(joined.client.receive_until("here") == "here");
}

TEST_CASE("others' rules about marks see none of ours", "[root]")
{
    if (may_not_run()) {
        return;
    }
    NetworkBench bench;
    bench.engine().run([] {
        apply_nft_rules("table inet kubelet { "
                        "chain in { type filter hook input priority filter; policy accept; "
                        "meta mark & 0x8000 == 0x8000 drop; }; "
                        "chain out { type filter hook output priority filter; policy accept; "
                        "meta mark & 0x8000 == 0x8000 drop; }; }");
    });
    for (const Family& family : kFamilies) {
        const base::UniqueFd listener = bench.container_listens(family.number, SOCK_STREAM);
        CHECK(join(bench, listener, family.client, family.tcp).seen == family.client);
    }
}

TEST_CASE("the rules are made once, however often they are made, and connections go on", "[root]")
{
    if (may_not_run()) {
        return;
    }
    NetworkBench bench;
    const base::UniqueFd listener = bench.container_listens(AF_INET, SOCK_STREAM);
    Joined joined = join(bench, listener, kClient4);
    std::string rules;
    bench.engine().run([&] {
        const ClientNetwork again;
        for (const char* const family : {"-4", "-6"}) {
            rules += base::run({.program = "/sbin/ip", .arguments = {family, "rule", "show", "pref", "103"}},
                               std::chrono::seconds(10))
                         .output;
        }
    });
    CHECK(rules == "103:\tfrom all fwmark 0xb03 lookup 2819\n103:\tfrom all fwmark 0xb03 lookup 2819\n");
    joined.container.send("still there");
    CHECK(joined.client.receive_until("there") == "still there");
    CHECK(join(bench, listener, "198.51.100.1:1234").seen == "198.51.100.1:1234");
}
