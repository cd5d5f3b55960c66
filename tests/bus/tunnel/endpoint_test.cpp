// SPDX-License-Identifier: Apache-2.0
#include "tunnel/endpoint.hpp"

#include <catch2/catch.hpp>

using berth::tunnel::Endpoint;
using berth::tunnel::parse_endpoint;
using berth::tunnel::Transport;

TEST_CASE("a unix address is an absolute path")
{
    const auto endpoint = parse_endpoint("unix:///run/berth/tunnel/host.sock");
    REQUIRE(endpoint.has_value());
    CHECK(endpoint->transport == Transport::unix_path);
    CHECK(endpoint->path == "/run/berth/tunnel/host.sock");
}

TEST_CASE("a vsock address is a context id by number or name and a port")
{
    const auto by_number = parse_endpoint("vsock://3:7001");
    REQUIRE(by_number.has_value());
    CHECK(by_number->transport == Transport::vsock);
    CHECK(by_number->cid == 3);
    CHECK(by_number->port == 7001);
    CHECK(parse_endpoint("vsock://host")->cid == berth::tunnel::kVsockCidHost);
    CHECK(parse_endpoint("vsock://local:1")->cid == berth::tunnel::kVsockCidLocal);
    CHECK(parse_endpoint("vsock://any")->cid == berth::tunnel::kVsockCidAny);
    CHECK(parse_endpoint("vsock://any")->port == 0);
}

TEST_CASE("a Hyper-V address is a VM's GUID in any case of letters")
{
    const auto endpoint = parse_endpoint("hvsock://E0E16197-dd56-4a10-9195-5ee7a155a838:7020");
    REQUIRE(endpoint.has_value());
    CHECK(endpoint->transport == Transport::hvsock);
    CHECK(endpoint->vm == "e0e16197-dd56-4a10-9195-5ee7a155a838");
    CHECK(endpoint->port == 7020);
    CHECK(parse_endpoint("hvsock://any").has_value());
}

TEST_CASE("what is no stream address is refused with a hint that shows one")
{
    const auto bad = GENERATE(as<std::string>{}, "", "unix", "unix://", "unix://relative", "tcp://1.2.3.4:5",
                              "vsock://", "vsock://:1", "vsock://3:", "vsock://3:0", "vsock://3:70000000000",
                              "vsock://-1:5", "vsock://3:5:6", "vsock://4294967296:1", "hvsock://e0e16197:1",
                              "hvsock://", "UNIX:///x", " unix:///x");
    const auto endpoint = parse_endpoint(bad);
    CAPTURE(bad);
    REQUIRE_FALSE(endpoint.has_value());
    CHECK_THAT(endpoint.error().hint, Catch::Contains("vsock://CID:PORT"));
}

TEST_CASE("a socket path that the system cannot hold is refused")
{
    CHECK(parse_endpoint("unix:///" + std::string(106, 'x')).has_value());
    CHECK_FALSE(parse_endpoint("unix:///" + std::string(107, 'x')).has_value());
    CHECK_FALSE(parse_endpoint(std::string("unix:///a\0b", 11)).has_value());
}

TEST_CASE("an address prints as it is parsed")
{
    const auto text = GENERATE(as<std::string>{}, "unix:///a/b c", "vsock://2:7001", "vsock://any",
                               "hvsock://any:5", "hvsock://e0e16197-dd56-4a10-9195-5ee7a155a838");
    CHECK(to_text(*parse_endpoint(text)) == text);
}
