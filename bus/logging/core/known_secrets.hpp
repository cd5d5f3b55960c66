// SPDX-License-Identifier: Apache-2.0
// Finds given secrets in texts, whatever their form: as they are, in base64 (each of the three alignments,
// both alphabets), percent-encoded, and escaped as in JSON. Pure; one pass over the text however many there
// are.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "logging/core/secret_forms.hpp"

namespace berth::logging {

class KnownSecrets {
public:
    /// Shorter ones would be found in every text.
    static constexpr std::size_t kShortest = 5;
    /// Of a longer one its beginning is searched for, and all that follows without a gap is taken with it.
    static constexpr std::size_t kSearched = 64;

    KnownSecrets();

    /// Call for all of them before the first search. Words that are no secret anywhere ("true") are left out.
    void add(std::string_view secret);
    bool empty() const { return nodes_.size() == 1; }

    /// The text without them; each is counted as "known-secret".
    std::string without(std::string_view text, RedactionCounts& counts);

private:
    enum class Found : std::uint8_t { nothing, plain, base64 };
    struct Node {
        std::map<unsigned char, std::uint32_t> next = {};
        std::uint32_t fallback = 0; ///< the longest proper end of this node's text that is a node as well
        std::uint32_t length = 0;   ///< of the longest pattern that ends here
        Found found = Found::nothing;
    };
    struct Match {
        std::size_t begin;
        std::size_t end;
        Found found;
    };

    void add_pattern(std::string_view pattern, Found found);
    void link();
    std::uint32_t step(std::uint32_t node, unsigned char byte) const;
    std::vector<Match> matches_in(std::string_view text) const;

    std::vector<Node> nodes_;
    bool linked_ = true;
};

} // namespace berth::logging
