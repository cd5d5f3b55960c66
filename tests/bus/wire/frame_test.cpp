// SPDX-License-Identifier: Apache-2.0
#include "wire/frame.hpp"

#include <set>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

using namespace berth;
using wire::decode;
using wire::Frame;

namespace {

Frame command()
{
    bus::v1::Sender sender;
    sender.set_service("cli");
    sender.set_side(bus::v1::SIDE_CLIENT);
    return {"command", wire::make_envelope(sender, "berth.bus.v1.ListServices"), "payload"};
}

base::Result<Frame> decode_parts(const std::vector<std::string>& parts)
{
    const std::vector<std::string_view> views(parts.begin(), parts.end());
    return decode(views);
}

base::Result<Frame> decode_changed(std::size_t part, const std::string& to)
{
    const auto encoded = wire::encode(command());
    std::vector<std::string> parts(encoded.begin(), encoded.end());
    parts[part] = to;
    return decode_parts(parts);
}

} // namespace

TEST_CASE("a frame decodes to what was encoded")
{
    const Frame frame = command();
    const auto parts = wire::encode(frame);
    const Frame again = decode_parts({parts.begin(), parts.end()}).value();
    CHECK(again.topic == frame.topic);
    CHECK(again.payload == frame.payload);
    CHECK(again.envelope.SerializeAsString() == frame.envelope.SerializeAsString());
}

TEST_CASE("a wrong number of parts is refused")
{
    const auto parts = wire::encode(command());
    CHECK(decode_parts({}).has_error());
    CHECK(decode_parts({parts[0], parts[1]}).has_error());
    const auto failure = decode_parts({parts[0], parts[1], parts[2], ""}).error();
    CHECK(failure.message == "malformed bus message: 4 parts instead of 3");
    CHECK_FALSE(failure.hint.empty());
}

TEST_CASE("each part may be as large as its limit and no larger")
{
    CHECK(decode_changed(0, std::string(wire::kMaxTopicBytes, 't')).has_value());
    CHECK(decode_changed(0, std::string(wire::kMaxTopicBytes + 1, 't'))
              .error()
              .message.find("a topic of 257 bytes") != std::string::npos);
    CHECK(decode_changed(2, std::string(wire::kMaxPayloadBytes, 'p')).has_value());
    CHECK(decode_changed(2, std::string(wire::kMaxPayloadBytes + 1, 'p'))
              .error()
              .message.find("a payload of") != std::string::npos);
    CHECK(decode_changed(1, std::string(wire::kMaxEnvelopeBytes + 1, 'e'))
              .error()
              .message.find("an envelope of") != std::string::npos);
}

TEST_CASE("an envelope that does not parse is refused")
{
    CHECK(decode_changed(1, "\xff\xff\xff").has_error());
    const std::string whole = command().envelope.SerializeAsString();
    CHECK(decode_changed(1, whole.substr(0, whole.size() - 1)).has_error());
}

TEST_CASE("an envelope that names no message type and answers nothing is refused")
{
    CHECK(decode_changed(1, "").error().message.find("without a message type") != std::string::npos);
    bus::v1::Envelope answer;
    answer.set_correlation_id("1");
    CHECK(decode_changed(1, answer.SerializeAsString()).has_value());
}

TEST_CASE("an envelope of a later minor version, with fields not known here, is understood")
{
    std::string envelope = command().envelope.SerializeAsString();
    envelope += "\xfa\x3f\x03new"; // field 1023, length-delimited
    CHECK(decode_changed(1, envelope).value().envelope.message_type() == "berth.bus.v1.ListServices");
}

TEST_CASE("ids are unique among threads")
{
    constexpr std::size_t kThreads = 4;
    constexpr std::size_t kIds = 1000;
    std::array<std::vector<std::string>, kThreads> made;
    std::vector<std::thread> threads;
    for (std::vector<std::string>& mine : made) {
        threads.emplace_back([&mine] {
            for (std::size_t i = 0; i < kIds; ++i) {
                mine.push_back(wire::make_id());
            }
        });
    }
    std::set<std::string> all;
    for (std::size_t i = 0; i < kThreads; ++i) {
        threads[i].join();
        all.insert(made[i].begin(), made[i].end());
    }
    CHECK(all.size() == kThreads * kIds);
}

TEST_CASE("a fresh envelope has an id, a time, its sender and its type")
{
    const bus::v1::Envelope envelope = command().envelope;
    CHECK_FALSE(envelope.id().empty());
    CHECK(envelope.sent_at().seconds() > 1'600'000'000);
    CHECK(envelope.sender().service() == "cli");
    CHECK(envelope.message_type() == "berth.bus.v1.ListServices");
    CHECK_FALSE(envelope.has_deadline());
    CHECK_FALSE(envelope.has_status());
}

TEST_CASE("times are finer than a second: deadlines are measured with them")
{
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds{20};
    const auto before = wire::present_time();
    while (std::chrono::steady_clock::now() < deadline) {
    }
    const auto after = wire::present_time();
    CHECK(after.seconds() * 1'000'000'000 + after.nanos() - before.seconds() * 1'000'000'000 -
              before.nanos() >
          10'000'000);
}

TEST_CASE("an address is the service's name and its side")
{
    CHECK(wire::address_of("lifecycle", bus::v1::SIDE_HOST) == "lifecycle@host");
    CHECK(wire::address_of("netbridge", bus::v1::SIDE_GUEST) == "netbridge@guest");
    CHECK(wire::address_of(command().envelope.sender()) == "cli@client");
    CHECK(wire::address_of("broker", bus::v1::SIDE_HOST) == wire::kBrokerAddress);
}
