// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "broker/core/status_board.hpp"

using namespace berth;
using bus::v1::ServiceStatus;

namespace {

ServiceStatus status_of(const std::string& name, ServiceStatus::Run run, const std::string& why = {})
{
    ServiceStatus status;
    status.set_name(name);
    status.set_run(run);
    status.set_why(why);
    return status;
}

google::protobuf::Timestamp at(int seconds)
{
    google::protobuf::Timestamp time;
    time.set_seconds(seconds);
    return time;
}

} // namespace

TEST_CASE("a status is told once, and says since when the run state is what it is")
{
    broker::StatusBoard board;
    const auto first = board.update(status_of("a", ServiceStatus::RUN_STARTING), at(1));
    REQUIRE(first);
    CHECK(first->since().seconds() == 1);
    CHECK_FALSE(board.update(status_of("a", ServiceStatus::RUN_STARTING), at(2)));
    const auto other_reason = board.update(status_of("a", ServiceStatus::RUN_STARTING, "slow"), at(3));
    REQUIRE(other_reason);
    CHECK(other_reason->since().seconds() == 1);
    CHECK(board.update(status_of("a", ServiceStatus::RUN_READY), at(4))->since().seconds() == 4);
    CHECK(board.with_since(status_of("a", ServiceStatus::RUN_READY)).since().seconds() == 4);
}

TEST_CASE("a peer in the engine is a guest from its first word until it leaves")
{
    broker::StatusBoard board;
    (void)board.update(status_of("a@guest", ServiceStatus::RUN_READY), at(1));
    (void)board.update(status_of("a", ServiceStatus::RUN_READY), at(1));
    REQUIRE(board.guests().size() == 1);
    CHECK(board.guests().at("a@guest").run() == ServiceStatus::RUN_READY);
    CHECK(board.remove_guest("a@guest"));
    (void)board.update(status_of("a@guest", ServiceStatus::RUN_STOPPED), at(2));
    CHECK(board.guests().empty());
    CHECK_FALSE(board.remove_guest("a@guest"));
}
