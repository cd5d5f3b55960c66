// SPDX-License-Identifier: Apache-2.0
// Numbers in network byte order, at a place that the caller knows to be inside.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace berth::netbridge {

constexpr std::uint16_t get_u16(std::string_view bytes, std::size_t at)
{
    const auto byte = [&](std::size_t place) {
        return static_cast<unsigned>(static_cast<unsigned char>(bytes[place]));
    };
    return static_cast<std::uint16_t>(byte(at) << 8U | byte(at + 1));
}

constexpr std::uint32_t get_u32(std::string_view bytes, std::size_t at)
{
    return static_cast<std::uint32_t>(get_u16(bytes, at)) << 16U | get_u16(bytes, at + 2);
}

inline void put_u16(std::string& bytes, std::size_t at, std::uint16_t value)
{
    bytes[at] = static_cast<char>(value >> 8U);
    bytes[at + 1] = static_cast<char>(value & 0xFFU);
}

inline void put_u32(std::string& bytes, std::size_t at, std::uint32_t value)
{
    put_u16(bytes, at, static_cast<std::uint16_t>(value >> 16U));
    put_u16(bytes, at + 2, static_cast<std::uint16_t>(value & 0xFFFFU));
}

inline void append_u16(std::string& bytes, std::uint16_t value)
{
    bytes.append(2, '\0');
    put_u16(bytes, bytes.size() - 2, value);
}

inline void append_u32(std::string& bytes, std::uint32_t value)
{
    bytes.append(4, '\0');
    put_u32(bytes, bytes.size() - 4, value);
}

} // namespace berth::netbridge
