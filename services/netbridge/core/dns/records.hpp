// SPDX-License-Identifier: Apache-2.0
// Where the parts of a message lie. Nothing is decoded: what others say goes on as it came, and what we
// change (id, TTLs, counts) is changed in place.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace berth::netbridge::dns {

/// Places in the message, all of them inside.
struct Record {
    std::size_t begin = 0;
    std::size_t at_ttl = 0;
    std::size_t at_data = 0;
    std::size_t end = 0;
    std::uint16_t type = 0;
    std::uint16_t klass = 0; ///< of OPT: the sender's UDP size
    std::uint32_t ttl = 0;   ///< of OPT: upper bits of the rcode, version, flags
};

/// The record that begins at `at`; std::nullopt: it does not end inside the message.
std::optional<Record> read_record(std::string_view message, std::size_t at);

enum class Section { answer, authority, additional };

/// Calls for each record behind the questions, in order, until one call says false. False: the message ends
/// before its counts say so, holds more than they say, or has no whole header.
bool for_each_record(std::string_view message, const std::function<bool(Section, const Record&)>& look);

} // namespace berth::netbridge::dns
