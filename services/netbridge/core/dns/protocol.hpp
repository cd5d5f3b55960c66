// SPDX-License-Identifier: Apache-2.0
// Numbers of DNS that more than one file here knows (RFC 1035 4.1, RFC 6891, the IANA's DNS parameters).
#pragma once

#include <cstddef>
#include <cstdint>

namespace berth::netbridge::dns {

inline constexpr std::size_t kHeaderBytes = 12;
/// Where the header's fields are.
inline constexpr std::size_t kAtFlags = 2;
inline constexpr std::size_t kAtQuestions = 4;
inline constexpr std::size_t kAtAnswers = 6;
inline constexpr std::size_t kAtAuthorities = 8;
inline constexpr std::size_t kAtAdditionals = 10;

inline constexpr std::uint16_t kIsResponse = 0x8000;
inline constexpr std::uint16_t kOpcodeMask = 0x7800;
inline constexpr std::uint16_t kAuthoritative = 0x0400;
inline constexpr std::uint16_t kTruncated = 0x0200;
inline constexpr std::uint16_t kRecursionDesired = 0x0100;
inline constexpr std::uint16_t kRecursionAvailable = 0x0080;
inline constexpr std::uint16_t kAuthenticData = 0x0020;
inline constexpr std::uint16_t kCheckingDisabled = 0x0010;
inline constexpr std::uint16_t kRcodeMask = 0x000F;

inline constexpr std::uint16_t kTypeA = 1;
inline constexpr std::uint16_t kTypeCname = 5;
inline constexpr std::uint16_t kTypeSoa = 6;
inline constexpr std::uint16_t kTypePtr = 12;
inline constexpr std::uint16_t kTypeAaaa = 28;
inline constexpr std::uint16_t kTypeOpt = 41;
inline constexpr std::uint16_t kTypeTkey = 249;
inline constexpr std::uint16_t kTypeTsig = 250;
inline constexpr std::uint16_t kTypeIxfr = 251;
inline constexpr std::uint16_t kTypeAxfr = 252;
inline constexpr std::uint16_t kTypeMailb = 253;
inline constexpr std::uint16_t kTypeMaila = 254;
inline constexpr std::uint16_t kTypeAny = 255;

inline constexpr std::uint16_t kClassInternet = 1;

enum class Rcode : std::uint16_t {
    no_error = 0,
    format_error = 1,
    server_failure = 2,
    name_error = 3, ///< NXDOMAIN
    not_implemented = 4,
    refused = 5,
    bad_version = 16, ///< its upper eight bits are in the OPT record
};

/// The DO bit, in what is the TTL of other records.
inline constexpr std::uint32_t kDnssecOk = 0x8000;

} // namespace berth::netbridge::dns
