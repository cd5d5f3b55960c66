// SPDX-License-Identifier: Apache-2.0
// Numbers in network byte order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace berth::netbridge {

/// There are two bytes from `at` on.
inline std::uint16_t read_u16(std::string_view bytes, std::size_t at)
{
    return static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[at]) << 8U |
                                      static_cast<unsigned char>(bytes[at + 1]));
}

/// There are four.
inline std::uint32_t read_u32(std::string_view bytes, std::size_t at)
{
    return static_cast<std::uint32_t>(read_u16(bytes, at)) << 16U | read_u16(bytes, at + 2);
}

inline void append_u16(std::string& bytes, std::uint16_t number)
{
    bytes.push_back(static_cast<char>(number >> 8U));
    bytes.push_back(static_cast<char>(number & 0xFFU));
}

inline void append_u32(std::string& bytes, std::uint32_t number)
{
    append_u16(bytes, static_cast<std::uint16_t>(number >> 16U));
    append_u16(bytes, static_cast<std::uint16_t>(number & 0xFFFFU));
}

} // namespace berth::netbridge
