// SPDX-License-Identifier: Apache-2.0
// Answers: our own, and those of others made to fit the client that gets them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "services/netbridge/core/dns/query.hpp"

namespace berth::netbridge::dns {

/// What a client without EDNS takes by UDP, and the most that we send to any: larger datagrams come in
/// fragments, which get lost on some ways (the DNS flag day of 2020).
inline constexpr std::size_t kPlainUdpBytes = 512;
inline constexpr std::size_t kMaxUdpBytes = 1232;

/// Of the name that was asked for.
struct OwnRecord {
    std::uint16_t type = 0;
    std::string data; ///< an address in network order, a name in wire form
};

/// What we know ourselves. No records: the name has none of that type, or with NXDOMAIN does not exist. Says
/// nothing of how long a "no" holds (no SOA), so that nobody remembers it.
struct OwnAnswer {
    Rcode rcode = Rcode::no_error;
    std::vector<OwnRecord> records;
};

std::string own_answer(const Query& query, const OwnAnswer& answer);

/// No records; the question is repeated.
std::string failure_answer(const Query& query, Rcode rcode);

/// To what has a header, but no question that could be read.
std::string header_only_answer(std::string_view bytes, Rcode rcode);

/// The answer of a server to the same question (is_answer_to(), answer_facts.hpp), as one to this query: its
/// id, and its letters in the question.
std::string as_answer_to(const Query& query, std::string answer);

/// Nothing of it has to be left out for a client that asks by UDP.
bool fits_udp(const Query& query, std::string_view answer);

/// Without what has no room: additional records first, and then, with the TC bit, the last answers. Those
/// that stay are whole: resolvers that do not ask again by TCP (musl before 1.2.4) use them.
std::string shortened_for_udp(const Query& query, std::string answer);

} // namespace berth::netbridge::dns
