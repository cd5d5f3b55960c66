// SPDX-License-Identifier: Apache-2.0
#include "wire/length_frames.hpp"

#include <cstdint>

#include "base/error.hpp"

namespace berth::wire {
namespace {

/// Handed-out bytes are cut off in large steps, so that many small frames in one block stay linear.
constexpr std::size_t kCompactAboveBytes = 64U << 10U;

std::uint32_t read_length(std::string_view header)
{
    std::uint32_t length = 0;
    for (const char byte : header.substr(0, kFrameHeaderBytes)) {
        length = (length << 8U) | static_cast<unsigned char>(byte);
    }
    return length;
}

} // namespace

void append_frame(std::string& to, std::string_view payload, std::size_t limit_bytes)
{
    if (payload.size() > limit_bytes || payload.size() > UINT32_MAX) {
        throw base::Error("a frame of " + std::to_string(payload.size()) + " bytes is above the limit of " +
                          std::to_string(limit_bytes));
    }
    const auto length = static_cast<std::uint32_t>(payload.size());
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
        to.push_back(static_cast<char>((length >> shift) & 0xffU));
    }
    to.append(payload);
}

std::string encode_frame(std::string_view payload, std::size_t limit_bytes)
{
    std::string frame;
    frame.reserve(kFrameHeaderBytes + payload.size());
    append_frame(frame, payload, limit_bytes);
    return frame;
}

void FrameDecoder::feed(std::string_view bytes)
{
    if (!too_large_) {
        buffer_.append(bytes);
    }
}

std::optional<std::string> FrameDecoder::next()
{
    const std::string_view waiting = std::string_view(buffer_).substr(taken_);
    if (waiting.size() < kFrameHeaderBytes) {
        compact();
        return std::nullopt;
    }
    const std::size_t length = read_length(waiting);
    if (length > limit_bytes_) {
        too_large_ = true;
        buffer_.clear();
        taken_ = 0;
        return std::nullopt;
    }
    if (waiting.size() - kFrameHeaderBytes < length) {
        compact();
        return std::nullopt;
    }
    std::string payload(waiting.substr(kFrameHeaderBytes, length));
    taken_ += kFrameHeaderBytes + length;
    if (taken_ == buffer_.size() || taken_ > kCompactAboveBytes) {
        compact();
    }
    return payload;
}

void FrameDecoder::compact()
{
    buffer_.erase(0, taken_);
    taken_ = 0;
}

} // namespace berth::wire
