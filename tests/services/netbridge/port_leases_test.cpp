// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/netbridge/core/port_leases.hpp"

using namespace berth::netbridge;
using Outcome = PortLeases::Outcome;

namespace {

const PortKey kPort{.protocol = "tcp", .host_address = "0.0.0.0", .host_port = 80};
const PortTarget kWeb{.address = "172.17.0.2", .port = 80};
const PortTarget kOther{.address = "172.17.0.3", .port = 80};
const PortLeases::Clock::time_point kStart{};

} // namespace

TEST_CASE("a port belongs to one container at a time")
{
    PortLeases leases;
    CHECK(leases.publish(kPort, kWeb, 1) == Outcome::listen);
    CHECK(leases.publish(kPort, kOther, 2) == Outcome::conflict);
    CHECK(leases.withdraw(2) == std::nullopt);
    CHECK(leases.withdraw(1) == kPort);
    CHECK(leases.publish(kPort, kOther, 2) == Outcome::listen);
}

TEST_CASE("a lost connection keeps its port for the grace period")
{
    PortLeases leases;
    leases.publish(kPort, kWeb, 1);
    leases.lose(1, kStart);
    CHECK(leases.expire(kStart + kLeaseGrace - std::chrono::milliseconds(1)).empty());
    CHECK(leases.publish(kPort, kWeb, 2) == Outcome::keep);
    CHECK(leases.expire(kStart + kLeaseGrace * 2).empty());
    leases.lose(2, kStart);
    CHECK(leases.expire(kStart + kLeaseGrace) == std::vector{kPort});
    CHECK(leases.all().empty());
}

TEST_CASE("a program that reconnects before its old connection's end is seen keeps the port")
{
    PortLeases leases;
    leases.publish(kPort, kWeb, 1);
    CHECK(leases.publish(kPort, kWeb, 2) == Outcome::keep);
    leases.lose(1, kStart);
    CHECK(leases.expire(kStart + kLeaseGrace).empty());
    CHECK(leases.withdraw(2) == kPort);
}

TEST_CASE("another container takes over a port that is only in its grace period")
{
    PortLeases leases;
    leases.publish(kPort, kWeb, 1);
    leases.lose(1, kStart);
    CHECK(leases.publish(kPort, kOther, 2) == Outcome::keep);
    CHECK(leases.target(kPort) == kOther);
}
