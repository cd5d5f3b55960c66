// SPDX-License-Identifier: Apache-2.0
// The first byte says how the rest is cut into pieces. What comes out must encode to what went in.
#include <cstdint>
#include <cstdlib>

#include "wire/length_frames.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) {
        return 0;
    }
    constexpr std::size_t kLimitBytes = 4096;
    const std::size_t step = std::size_t{data[0]} + 1;
    const std::string_view stream(reinterpret_cast<const char*>(data) + 1, size - 1);
    berth::wire::FrameDecoder decoder(kLimitBytes);
    std::string again;
    for (std::size_t at = 0; at < stream.size(); at += step) {
        decoder.feed(stream.substr(at, step));
        while (const auto payload = decoder.next()) {
            berth::wire::append_frame(again, *payload, kLimitBytes);
        }
    }
    if (stream.substr(0, again.size()) != again) {
        std::abort();
    }
    return 0;
}
