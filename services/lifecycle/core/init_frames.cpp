// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/core/init_frames.hpp"

#include <cstdint>

#include <fmt/format.h>

#include "base/error.hpp"

namespace berth::lifecycle {
namespace {

constexpr std::size_t kLengthBytes = 4;
constexpr unsigned kBitsInByte = 8;

std::uint32_t read_length(std::string_view bytes)
{
    std::uint32_t length = 0;
    for (std::size_t i = 0; i < kLengthBytes; ++i) {
        length = (length << kBitsInByte) | static_cast<unsigned char>(bytes[i]);
    }
    return length;
}

} // namespace

std::string encode_init_frame(const google::protobuf::MessageLite& message)
{
    const std::size_t size = message.ByteSizeLong();
    if (size > kMaxInitFrameBytes) {
        throw base::Error(fmt::format("a {} of {} bytes is larger than the limit of {}", message.GetTypeName(), size,
                                      kMaxInitFrameBytes));
    }
    std::string frame;
    frame.reserve(kLengthBytes + size);
    for (std::size_t i = kLengthBytes; i-- > 0;) {
        frame.push_back(static_cast<char>((size >> (i * kBitsInByte)) & 0xFFU));
    }
    message.AppendToString(&frame);
    return frame;
}

base::Result<std::optional<std::string>> InitFrameDecoder::next()
{
    if (buffer_.size() < kLengthBytes) {
        return std::optional<std::string>{};
    }
    const std::size_t length = read_length(buffer_);
    if (length > kMaxInitFrameBytes) {
        return base::Failure{fmt::format("a frame of {} bytes is larger than the limit of {}", length, kMaxInitFrameBytes),
                             "something other than berth speaks on this connection"};
    }
    if (buffer_.size() < kLengthBytes + length) {
        return std::optional<std::string>{};
    }
    std::optional<std::string> payload = buffer_.substr(kLengthBytes, length);
    buffer_.erase(0, kLengthBytes + length);
    return payload;
}

} // namespace berth::lifecycle
