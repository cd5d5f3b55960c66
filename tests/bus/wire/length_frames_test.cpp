// SPDX-License-Identifier: Apache-2.0
#include "wire/length_frames.hpp"

#include <vector>

#include <catch2/catch.hpp>

#include "base/error.hpp"

namespace {

using berth::wire::encode_frame;
using berth::wire::FrameDecoder;

std::vector<std::string> decode_in_steps(const std::string& bytes, std::size_t step)
{
    FrameDecoder decoder;
    std::vector<std::string> payloads;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        decoder.feed(std::string_view(bytes).substr(at, step));
        while (auto payload = decoder.next()) {
            payloads.push_back(*payload);
        }
    }
    CHECK_FALSE(decoder.in_frame());
    return payloads;
}

} // namespace

TEST_CASE("a frame is its length in four big-endian bytes and its payload")
{
    CHECK(encode_frame("abc") == std::string("\0\0\0\3abc", 7));
    CHECK(encode_frame(std::string(0x0102, 'x')).substr(0, 4) == std::string("\0\0\1\2", 4));
}

TEST_CASE("frames come out whole and in order however the stream is cut")
{
    const std::vector<std::string> payloads{"one", "", std::string(100'000, 'z'), "four"};
    std::string stream;
    for (const std::string& payload : payloads) {
        berth::wire::append_frame(stream, payload);
    }
    for (const std::size_t step : {std::size_t{1}, std::size_t{3}, std::size_t{4096}, stream.size()}) {
        CHECK(decode_in_steps(stream, step) == payloads);
    }
}

TEST_CASE("a length above the limit is refused at its header and for good")
{
    FrameDecoder decoder(16);
    decoder.feed(encode_frame("within"));
    decoder.feed(std::string("\0\0\0\x11", 4));
    CHECK(decoder.next() == "within");
    CHECK_FALSE(decoder.next());
    CHECK(decoder.too_large());
    decoder.feed(encode_frame("later"));
    CHECK_FALSE(decoder.next());
}

TEST_CASE("a length with the highest bit set is a large length, not a negative one")
{
    FrameDecoder decoder;
    decoder.feed("\xff\xff\xff\xff");
    CHECK_FALSE(decoder.next());
    CHECK(decoder.too_large());
}

TEST_CASE("an unfinished frame is seen at the end of the stream")
{
    FrameDecoder decoder;
    decoder.feed(encode_frame("whole") + encode_frame("cut off").substr(0, 6));
    CHECK(decoder.next() == "whole");
    CHECK_FALSE(decoder.next());
    CHECK(decoder.in_frame());
    CHECK_FALSE(decoder.too_large());
}

TEST_CASE("a payload above the limit is not sent")
{
    CHECK_THROWS_AS(encode_frame("12345", 4), berth::base::Error);
}
