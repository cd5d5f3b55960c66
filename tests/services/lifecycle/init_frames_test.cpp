// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "berth/lifecycle/v1/init.pb.h"
#include "services/lifecycle/core/init_frames.hpp"

using namespace berth::lifecycle;

namespace {

v1::InitRequest some_request(std::uint64_t id)
{
    v1::InitRequest request;
    request.set_id(id);
    request.mutable_start_daemons()->set_daemon_config_json("{}");
    return request;
}

} // namespace

TEST_CASE("A request arrives as it was sent, byte by byte")
{
    InitFrameDecoder decoder;
    const std::string frame = encode_init_frame(some_request(7));
    v1::InitRequest received;
    for (std::size_t i = 0; i + 1 < frame.size(); ++i) {
        decoder.feed(frame.substr(i, 1));
        REQUIRE_FALSE(decoder.next(received).value());
    }
    decoder.feed(frame.substr(frame.size() - 1));
    REQUIRE(decoder.next(received).value());
    CHECK(received.id() == 7);
    CHECK(received.start_daemons().daemon_config_json() == "{}");
}

TEST_CASE("Several requests in one read come out in order")
{
    InitFrameDecoder decoder;
    decoder.feed(encode_init_frame(some_request(1)) + encode_init_frame(some_request(2)));
    v1::InitRequest received;
    REQUIRE(decoder.next(received).value());
    CHECK(received.id() == 1);
    REQUIRE(decoder.next(received).value());
    CHECK(received.id() == 2);
    CHECK_FALSE(decoder.next(received).value());
}

TEST_CASE("A frame that is longer than the limit breaks the stream")
{
    InitFrameDecoder decoder;
    decoder.feed(std::string("\x7f\xff\xff\xff", 4));
    v1::InitRequest received;
    CHECK(decoder.next(received).has_error());
    CHECK(decoder.next(received).has_error());
}

TEST_CASE("A payload that is no message breaks the stream")
{
    InitFrameDecoder decoder;
    decoder.feed(std::string("\0\0\0\2\xff\xff", 6));
    v1::InitRequest received;
    CHECK(decoder.next(received).has_error());
}

TEST_CASE("A message that is larger than the limit is not sent")
{
    v1::InitRequest request;
    request.mutable_start_daemons()->set_daemon_config_json(std::string(kMaxInitFrameBytes, ' '));
    CHECK_THROWS_AS(encode_init_frame(request), berth::base::Error);
}
