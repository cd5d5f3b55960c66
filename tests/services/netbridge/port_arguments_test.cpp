// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/netbridge/core/listening_sockets.hpp"
#include "services/netbridge/core/port_arguments.hpp"

using namespace berth;
using namespace berth::netbridge;

namespace {

base::Result<PortArguments> parse(std::vector<std::string_view> arguments)
{
    return parse_port_arguments(arguments);
}

} // namespace

TEST_CASE("dockerd's arguments are understood, also those of newer daemons")
{
    const auto port = parse({"-proto", "tcp", "-host-ip", "::", "-host-port", "8080", "-container-ip",
                             "172.17.0.2", "-container-port", "80", "-use-listen-fd"});
    REQUIRE(port.has_value());
    CHECK(port->host_address == "::");
    CHECK(port->host_port == 8080);
    CHECK(port->container_address == "172.17.0.2");
    CHECK(port->container_port == 80);
    CHECK(parse({"--host-ip=1.2.3.4", "--host-port=1", "--container-ip=5.6.7.8", "--container-port=2"})
              ->protocol == "tcp");
}

TEST_CASE("arguments that cannot be a port are refused")
{
    CHECK(parse({}).has_error());
    CHECK(parse({"-host-port"}).has_error());
    CHECK(parse({"-host-ip", "a", "-host-port", "65536", "-container-ip", "b", "-container-port", "1"})
              .has_error());
    CHECK(parse({"-host-port", "1", "-container-port", "1"}).has_error());
    CHECK(parse({"stray"}).has_error());
}

TEST_CASE("listening sockets are read from the kernel's table")
{
    const auto sockets = parse_listening_sockets(
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
        "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 "
        "100 0 0 10 0\n"
        "   1: 0100007F:1F90 0100007F:C000 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 "
        "20 4 30 10 -1\n"
        "garbage\n");
    REQUIRE(sockets.size() == 1);
    CHECK(sockets[0].port == 8080);
    CHECK(sockets[0].inode == 4711);
}
