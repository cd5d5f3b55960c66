// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <boost/asio/ip/address.hpp>

#include "sample_messages.hpp"
#include "services/netbridge/core/dns/local_zone.hpp"
#include "services/netbridge/core/dns/wire_name.hpp"

using namespace berth::netbridge::dns;
using namespace berth::netbridge::dns::test;
using namespace std::string_literals;

namespace {

std::optional<std::string> address(std::string_view text)
{
    boost::system::error_code error;
    const auto parsed = boost::asio::ip::make_address(text, error);
    if (error) {
        return std::nullopt;
    }
    const auto bytes_as_text = [](const auto& bytes) { return std::string(bytes.begin(), bytes.end()); };
    return parsed.is_v4() ? bytes_as_text(parsed.to_v4().to_bytes())
                          : bytes_as_text(parsed.to_v6().to_bytes());
}

LocalZone sample_zone()
{
    LocalZone zone({{"host.docker.internal", {*address("192.168.65.254")}},
                    {"gateway.docker.internal", {*address("192.168.65.254"), *address("fd00::1")}},
                    {"www.example", {*address("6.6.6.6")}}});
    zone.set_hosts(parse_hosts("127.0.0.1\tlocalhost box\n"
                               "# 9.9.9.9 comment\n"
                               "10.0.0.1  Db db.lan # 8.8.8.8\r\n"
                               "2001:db8::5 six\n"
                               "10.0.0.2 db\n"
                               "10.0.0.3 host.docker.internal localhost.example\n"
                               "nonsense name\n10.0.0.4\n10.0.0.5 bad..name good\n10.0.0.6",
                               address));
    return zone;
}

/// "NXDOMAIN", "up" for a server's, or the data of the records.
std::string look_up(const LocalZone& zone, const std::string& name, std::uint16_t type)
{
    const auto answer = zone.look_up(read({.name = name, .type = type}));
    if (!answer) {
        return "up";
    }
    if (answer->rcode == Rcode::name_error) {
        return "NXDOMAIN";
    }
    std::string all;
    for (const OwnRecord& record : answer->records) {
        CHECK((type == kTypeAny || record.type == type));
        all += record.data;
    }
    return all;
}

} // namespace

TEST_CASE("the engine's own names have their addresses, nothing else, and go nowhere else")
{
    const LocalZone zone = sample_zone();
    const std::string gateway = *address("192.168.65.254");
    CHECK(look_up(zone, "host.docker.internal", kTypeA) == gateway);
    CHECK(look_up(zone, "HOST.Docker.Internal", kTypeA) == gateway);
    CHECK(look_up(zone, "host.docker.internal", kTypeAaaa).empty());
    CHECK(look_up(zone, "host.docker.internal", 16).empty());
    CHECK(look_up(zone, "gateway.docker.internal", kTypeAaaa) == *address("fd00::1"));
    CHECK(look_up(zone, "gateway.docker.internal", kTypeAny) == gateway + *address("fd00::1"));
    for (const std::uint16_t type : {kTypeA, kTypeAaaa, kTypePtr, std::uint16_t{16}}) {
        CHECK(look_up(zone, "docker.internal", type).empty());
        CHECK(look_up(zone, "other.docker.internal", type) == "NXDOMAIN");
        CHECK(look_up(zone, "x.host.docker.internal", type) == "NXDOMAIN");
    }
    CHECK(look_up(zone, "mydocker.internal", kTypeA) == "up");
    CHECK(look_up(zone, "www.example", kTypeA) == "up"); // not below docker.internal
}

TEST_CASE("localhost is the container's own loopback")
{
    const LocalZone zone = sample_zone();
    CHECK(look_up(zone, "localhost", kTypeA) == "\x7F\0\0\1"s);
    CHECK(look_up(zone, "a.localhost", kTypeAaaa) == *address("::1"));
    CHECK(look_up(zone, "localhost", 15).empty());
    CHECK(look_up(zone, "localhost.example", kTypeA) == *address("10.0.0.3"));
    CHECK(look_up(LocalZone({}), "1.0.0.127.in-addr.arpa", kTypePtr) == wire("localhost"));
}

TEST_CASE("the hosts file's names have the addresses of all their lines")
{
    const LocalZone zone = sample_zone();
    CHECK(look_up(zone, "db", kTypeA) == *address("10.0.0.1") + *address("10.0.0.2"));
    CHECK(look_up(zone, "DB.lan", kTypeA) == *address("10.0.0.1"));
    CHECK(look_up(zone, "db", kTypeAaaa).empty());
    CHECK(look_up(zone, "db", 15) == "up");
    CHECK(look_up(zone, "six", kTypeAaaa) == *address("2001:db8::5"));
    CHECK(look_up(zone, "six", kTypeA).empty());
    CHECK(look_up(zone, "good", kTypeA) == *address("10.0.0.5"));
    CHECK(look_up(zone, "name", kTypeA) == "up");
    CHECK(look_up(zone, "comment", kTypeA) == "up");
}

TEST_CASE("addresses have the first of their names")
{
    const LocalZone zone = sample_zone();
    CHECK(look_up(zone, "254.65.168.192.in-addr.arpa", kTypePtr) == wire("host.docker.internal"));
    CHECK(look_up(zone, "1.0.0.10.IN-ADDR.arpa", kTypePtr) == wire("db"));
    CHECK(look_up(zone, "1.0.0.10.in-addr.arpa", kTypeA) == "up");
    CHECK(look_up(zone, "9.0.0.10.in-addr.arpa", kTypePtr) == "up");
    CHECK(look_up(zone, "1.0.0.127.in-addr.arpa", kTypePtr) == wire("localhost"));
}

TEST_CASE("a name of very many addresses keeps as many as an answer can hold")
{
    std::string text;
    for (int i = 0; i < 5000; ++i) {
        text += "10.1." + std::to_string(i / 250) + "." + std::to_string(i % 250) + " many\n";
    }
    LocalZone zone({});
    zone.set_hosts(parse_hosts(text, address));
    const Query query = read({.name = "many"});
    CHECK(see(own_answer(query, *zone.look_up(query))).answers.size() == 64);
}
