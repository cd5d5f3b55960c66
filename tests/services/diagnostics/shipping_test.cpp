// SPDX-License-Identifier: Apache-2.0
// From the engine's side through the tunnel into the host's store.
#include <catch2/catch.hpp>

#include "services/diagnostics/guest/shipper.hpp"
#include "tests/bus/tunnel/running_relay.hpp"
#include "tests/services/diagnostics/running_diagnostics.hpp"
#include "tunnel/ports.hpp"

using namespace berth;

namespace {

const logging::Origin kGuest{"diagnostics", bus::v1::SIDE_GUEST, 9};

tunnel::Endpoint host_endpoint(const test::TempDir& dir)
{
    return tunnel::parse_endpoint("unix://" + (dir / "host.sock").string()).value();
}

tunnel::RelayPlan tunnel_plan(const test::TempDir& dir)
{
    return tunnel::plan_host(host_endpoint(dir),
                             {{tunnel::kLogShippingPort, (dir / "log-ship.sock").string()}});
}

std::string record(const std::string& message)
{
    return logging::make_record({"dockerd", bus::v1::SIDE_HOST, 3}, diagnostics::v1::LEVEL_INFO, message)
        .SerializeAsString();
}

/// The guest's shipper on its own loop.
class RunningShipper {
public:
    explicit RunningShipper(const test::TempDir& dir, std::size_t queue_bytes = diagnostics::kShipQueueBytes)
        : shipper_(std::in_place, thread_.loop, tunnel::Target{host_endpoint(dir), tunnel::kLogShippingPort},
                   kGuest, queue_bytes)
    {
        thread_.start();
    }
    ~RunningShipper()
    {
        thread_.stop();
        shipper_.reset();
    }
    void ship(const std::string& message)
    {
        thread_.loop.post([this, bytes = record(message)] { shipper_->ship(bytes); });
    }

private:
    test::LoopThread thread_;
    std::optional<diagnostics::Shipper> shipper_;
};

} // namespace

TEST_CASE("records of the engine's side arrive on the host under their own name and side")
{
    const test::TempDir dir;
    const test::RunningDiagnostics service(dir);
    const test::RunningRelay relay(tunnel_plan(dir));
    RunningShipper shipper(dir);
    logging::LogReader live = service.query(test::following());
    for (int i = 0; i < 1000; ++i) {
        shipper.ship("line " + std::to_string(i));
    }
    std::vector<std::string> seen;
    REQUIRE(test::read_until(live, "line 999", &seen));
    CHECK(seen.size() == 1000);
    diagnostics::v1::LogQuery query;
    query.set_service("dockerd@guest");
    CHECK(test::read_messages(service.query(query)).size() == 1000);
}

TEST_CASE("records wait while the host's side is away and leave when it comes back")
{
    const test::TempDir dir;
    RunningShipper shipper(dir);
    for (int i = 0; i < 100; ++i) {
        shipper.ship("early " + std::to_string(i));
    }
    const test::RunningDiagnostics service(dir);
    std::optional<test::RunningRelay> relay(std::in_place, tunnel_plan(dir));
    logging::LogReader live = service.query(test::following());
    std::vector<std::string> seen;
    REQUIRE(test::read_until(live, "early 99", &seen));
    CHECK(seen.size() == 100);

    relay.reset(); // the relay's end is seen by the shipper as the end of its stream
    relay.emplace(tunnel_plan(dir));
    shipper.ship("after the relay's restart");
    CHECK(test::read_until(live, "after the relay's restart"));
}

TEST_CASE("what the guest's queue cannot hold is counted and reported on the host")
{
    const test::TempDir dir;
    RunningShipper shipper(dir, 10'000);
    for (int i = 0; i < 1000; ++i) {
        shipper.ship("early " + std::to_string(i));
    }
    const test::RunningDiagnostics service(dir);
    const test::RunningRelay relay(tunnel_plan(dir));
    logging::LogReader live = service.query(test::following());
    std::vector<std::string> seen;
    REQUIRE(test::read_until(live, "early 999", &seen));
    CHECK_THAT(seen.front(), Catch::Contains("lines of this service were dropped"));
    CHECK(std::stoul(seen.front()) + seen.size() - 1 == 1000);
}

TEST_CASE("a stream that is no stream of records is closed and said")
{
    const test::TempDir dir;
    const test::RunningDiagnostics service(dir);
    logging::LogReader live = service.query(test::following());
    const base::UniqueFd garbage = test::connect(dir / "log-ship.sock");
    test::send_text(garbage, "GET / HTTP/1.1\r\n");
    CHECK(test::read_until(live, "no stream of frames"));
    CHECK(test::read_to_end(garbage).empty());
}
