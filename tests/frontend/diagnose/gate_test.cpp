// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/core/gate.hpp"

#include <catch2/catch.hpp>

namespace berth::diagnose {
namespace {

const Contact kUp{.state = Contact::State::answered};
const Contact kDown{.state = Contact::State::not_running, .message = "berth is not running"};
const Contact kDenied{.state = Contact::State::denied, .message = "only root may speak"};

} // namespace

TEST_CASE("what needs root is skipped for everybody else, and says so")
{
    const auto stopped = stopped_at_gate({.root = true}, false, kUp, nullptr, false);
    REQUIRE(stopped);
    CHECK(stopped->outcome == Outcome::skip);
    CHECK(stopped->evidence.find("needs root") == 0);
    CHECK(!stopped_at_gate({.root = true}, true, kUp, nullptr, false));
    CHECK(!stopped_at_gate({}, false, kDown, nullptr, false));
}

TEST_CASE("what asks berth is skipped while berth does not answer, with the reason")
{
    CHECK(stopped_at_gate({.berth = true}, true, kDown, nullptr, false)->evidence == "berth is not running");
    CHECK(stopped_at_gate({.berth = true}, true, kDenied, nullptr, false)->evidence == "only root may speak");
    CHECK(stopped_at_gate({.up = true}, true, kDown, nullptr, false)->outcome == Outcome::skip);
    // Who may not ask berth may still try its docker socket.
    CHECK(!stopped_at_gate({.up = true}, true, kDenied, nullptr, false));
}

TEST_CASE("a check whose need did not pass is skipped where that is shown, and says the same where it is not")
{
    const Needs needs{.check = "api.ping"};
    const Result failed{"api.ping", "dockerd answers", fail("no answer within 3000 ms", "restart")};
    CHECK(stopped_at_gate(needs, true, kUp, &failed, true)->outcome == Outcome::skip);
    CHECK(stopped_at_gate(needs, true, kUp, &failed, true)->evidence == "api.ping did not pass");
    const auto alone = stopped_at_gate(needs, true, kUp, &failed, false);
    CHECK(alone->outcome == Outcome::fail);
    CHECK(alone->evidence == "api.ping: no answer within 3000 ms");
    CHECK(alone->fix == "restart");
    const Result warned{"api.ping", "dockerd answers", warn("slow", "wait")};
    CHECK(!stopped_at_gate(needs, true, kUp, &warned, true));
}

} // namespace berth::diagnose
