// SPDX-License-Identifier: Apache-2.0
// Numbers of RFC 791, 792, 4443, 8200, 9293 and 768 that packets are read and made by.
#pragma once

#include <cstddef>
#include <cstdint>

namespace berth::netbridge {

inline constexpr std::uint8_t kProtocolIcmp = 1;
inline constexpr std::uint8_t kProtocolTcp = 6;
inline constexpr std::uint8_t kProtocolUdp = 17;
inline constexpr std::uint8_t kProtocolIcmpV6 = 58;

inline constexpr std::size_t kIpV4HeaderBytes = 20; ///< without options
inline constexpr std::size_t kIpV6HeaderBytes = 40;
inline constexpr std::size_t kTcpHeaderBytes = 20; ///< without options
inline constexpr std::size_t kUdpHeaderBytes = 8;
inline constexpr std::size_t kIcmpHeaderBytes = 8; ///< of echo and of errors

inline constexpr std::uint8_t kTcpFin = 0x01;
inline constexpr std::uint8_t kTcpSyn = 0x02;
inline constexpr std::uint8_t kTcpRst = 0x04;
inline constexpr std::uint8_t kTcpAck = 0x10;

inline constexpr std::uint8_t kEchoRequestV4 = 8;
inline constexpr std::uint8_t kEchoReplyV4 = 0;
inline constexpr std::uint8_t kEchoRequestV6 = 128;
inline constexpr std::uint8_t kEchoReplyV6 = 129;

} // namespace berth::netbridge
