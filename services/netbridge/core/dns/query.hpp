// SPDX-License-Identifier: Apache-2.0
// Theory. Containers are not trusted, and neither is what answers: a message is read once, with every length
// checked, and only a well-formed query with a single question goes further. Everything else gets the answer
// that the RFCs have for it, or silence where an answer could begin a loop (what is an answer itself) or has
// nobody to go to (what has no header).
//
// The reading is our own. The DNS libraries at hand decode a whole message and encode it anew, where we pass
// on bytes as they came and look at the few fields that say whose they are; compression, where decoders have
// their bugs, is not followed at all, because a question cannot be compressed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "services/netbridge/core/dns/protocol.hpp"

namespace berth::netbridge::dns {

/// A query of a stub resolver has one name and a few options of EDNS; padding (RFC 8467) makes it 128 or so.
inline constexpr std::size_t kMaxQueryBytes = 4096;

struct Edns {
    std::uint16_t udp_size = 0;
    bool dnssec_ok = false;
    bool has_options = false;
};

struct Query {
    std::string bytes; ///< as they came
    std::string name;  ///< see wire_name.hpp
    std::uint16_t type = 0;
    std::size_t question_end = 0;
    std::optional<Edns> edns;
    bool has_other_records = false; ///< besides OPT, such as a signature

    std::uint16_t flags() const;
    /// Its question, in the letters that the client has typed.
    std::string_view question() const;
    /// Queries with the same one get the same answer, but for the id and the letters of the question. Empty:
    /// the answer is this client's own (options of EDNS, signatures), or not the one that others wish for
    /// (no recursion).
    std::string shared_key() const;
};

struct ReceivedQuery {
    std::optional<Query> query;
    std::string refusal; ///< due where there is no query; empty: silence
};

ReceivedQuery read_query(std::string bytes);

} // namespace berth::netbridge::dns
