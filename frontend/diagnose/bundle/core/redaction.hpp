// SPDX-License-Identifier: Apache-2.0
// The last look at every text before it is in a bundle: secrets known by value, secrets known by form, paths
// that are not berth's or the system's own, names of people and machines; in this order. Pure.
#pragma once

#include <string>
#include <string_view>

#include "frontend/diagnose/bundle/core/pseudonyms.hpp"
#include "frontend/diagnose/bundle/core/reduce.hpp"
#include "logging/core/known_secrets.hpp"

namespace berth::bundle {

class Redaction {
public:
    Redaction(logging::KnownSecrets secrets, Pseudonyms names)
        : secrets_(std::move(secrets)), names_(std::move(names))
    {}

    std::string text(std::string_view text, logging::RedactionCounts& counts);
    /// Every text in it, names of members as well. What lies deeper than kDeepest is left out: nothing of
    /// ours does.
    Json json(const Json& value, logging::RedactionCounts& counts, unsigned depth = 0);
    static constexpr unsigned kDeepest = 64;
    /// By the file's kind: JSON, one object a line, or lines of text.
    std::string file(const std::string& path, const std::string& content, logging::RedactionCounts& counts);

private:
    std::string lines(const std::string& content, bool are_json, logging::RedactionCounts& counts);
    Json member(const std::string& name, const Json& value, logging::RedactionCounts& counts, unsigned depth);

    logging::KnownSecrets secrets_;
    Pseudonyms names_;
};

} // namespace berth::bundle
