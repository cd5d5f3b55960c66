// SPDX-License-Identifier: Apache-2.0
#include "wire/event_head.hpp"

#include <deque>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "wire/frame.hpp"

using namespace berth;

namespace {

wire::Frame event_frame()
{
    return {"host.a.x", wire::make_envelope({}, "berth.bus.v1.ListServices"), "payload"};
}

/// A head's texts lie in its parts, so these live as long as the test program.
std::optional<wire::EventHead> head_of(std::vector<std::string> parts)
{
    static std::deque<std::vector<std::string>> kept;
    const std::vector<std::string>& mine = kept.emplace_back(std::move(parts));
    const std::vector<std::string_view> views(mine.begin(), mine.end());
    return wire::read_head(views);
}

} // namespace

TEST_CASE("an event's head is what its whole envelope says")
{
    wire::Frame event = event_frame();
    for (const bool state : {false, true}) {
        event.envelope.set_state(state);
        const auto parts = wire::encode(event);
        const auto head = head_of({parts.begin(), parts.end()});
        REQUIRE(head);
        CHECK(head->id == event.envelope.id());
        CHECK(head->message_type == "berth.bus.v1.ListServices");
        CHECK(head->state == state);
    }
}

TEST_CASE("what is no frame has no head")
{
    const auto parts = wire::encode(event_frame());
    const std::string& envelope = parts[1];
    CHECK_FALSE(head_of({parts[0], envelope}));
    CHECK_FALSE(head_of({parts[0], envelope, parts[2], ""}));
    CHECK_FALSE(head_of({std::string(wire::kMaxTopicBytes + 1, 't'), envelope, parts[2]}));
    CHECK_FALSE(head_of({parts[0], envelope.substr(0, envelope.size() - 1), parts[2]}));
    CHECK_FALSE(head_of({parts[0], "\xff\xff\xff", parts[2]}));
    CHECK_FALSE(head_of({parts[0], "", parts[2]}));
    CHECK_FALSE(head_of({parts[0], envelope + "\xfa\x3f\x04new", parts[2]}));  // a field that ends too early
    CHECK_FALSE(head_of({parts[0], envelope + "\xfb\x3f\xfc\x3f", parts[2]})); // a group
}

TEST_CASE("the head of an event of a later minor version, with fields not known here, is understood")
{
    const auto parts = wire::encode(event_frame());
    const std::string unknown = "\xfa\x3f\x03new" // field 1023 as a text, a number and both fixed sizes
                                "\xf8\x3f\x01"
                                "\xf9\x3f"
                                "12345678"
                                "\xfd\x3f"
                                "1234";
    const auto head = head_of({parts[0], unknown + parts[1] + unknown, parts[2]});
    REQUIRE(head);
    CHECK(head->message_type == "berth.bus.v1.ListServices");
}
