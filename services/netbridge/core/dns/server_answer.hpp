// SPDX-License-Identifier: Apache-2.0
// What is looked at in a server's answer before it goes on.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "services/netbridge/core/dns/query.hpp"

namespace berth::netbridge::dns {

/// It has the id and the question of what was sent, and its records are whole. A server that did not
/// understand the query may say so without the question.
bool is_answer_to(const Query& sent, std::string_view answer);

/// The three below are for what is_answer_to() something.
Rcode rcode_of(std::string_view answer);
bool is_truncated(std::string_view answer);

/// glibc's resolver takes it and asks no other server.
bool is_final(std::string_view answer);

/// How long it may be kept: by its smallest TTL, and a "no" by its SOA record (RFC 2308 5). std::nullopt:
/// not at all.
std::optional<std::chrono::seconds> lifetime_of(std::string_view answer, std::uint16_t asked_type);

/// Counts its TTLs down.
void grow_older(std::string& answer, std::chrono::seconds by);

} // namespace berth::netbridge::dns
