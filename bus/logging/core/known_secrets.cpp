// SPDX-License-Identifier: Apache-2.0
// The search is that of Aho and Corasick: all patterns as one tree, with links to where a text that left the
// tree may go on in it.
#include "logging/core/known_secrets.hpp"

#include <algorithm>
#include <array>
#include <deque>

#include "logging/core/characters.hpp"
#include "logging/core/secret_encodings.hpp"

namespace berth::logging {
namespace {

constexpr std::array<std::string_view, 12> kNoSecrets{"false",  "none",      "default",  "admin",
                                                      "docker", "localhost", "disabled", "enabled",
                                                      "basic",  "oauth",     "bearer",   "always"};

bool is_base64(char c)
{
    return is_alnum(c) || c == '+' || c == '/' || c == '=' || c == '-' || c == '_';
}
bool ends_value(char c)
{
    return c == ' ' || c == '"' || c == '\'' || c == '\n' || c == '\t' || c == ',' || c == ';' || c == '&' ||
           c == '@';
}

} // namespace

KnownSecrets::KnownSecrets() : nodes_(1) {}

void KnownSecrets::add(std::string_view secret)
{
    if (secret.size() < kShortest ||
        std::find(kNoSecrets.begin(), kNoSecrets.end(), secret) != kNoSecrets.end()) {
        return;
    }
    for (const SecretEncoding& each : encodings_of(secret.substr(0, kSearched))) {
        add_pattern(each.text, each.is_base64 ? Found::base64 : Found::plain);
    }
    linked_ = false;
}

void KnownSecrets::add_pattern(std::string_view pattern, Found found)
{
    std::uint32_t node = 0;
    for (const char c : pattern) {
        const auto byte = static_cast<unsigned char>(c);
        const auto next = nodes_[node].next.find(byte);
        if (next != nodes_[node].next.end()) {
            node = next->second;
            continue;
        }
        const auto made = static_cast<std::uint32_t>(nodes_.size());
        nodes_[node].next.emplace(byte, made);
        nodes_.emplace_back();
        node = made;
    }
    nodes_[node].length = static_cast<std::uint32_t>(pattern.size());
    nodes_[node].found = nodes_[node].found == Found::plain ? Found::plain : found;
}

/// Level by level, so that what a link leads to is linked already.
void KnownSecrets::link()
{
    std::deque<std::uint32_t> waiting;
    for (const auto& [byte, child] : nodes_[0].next) {
        nodes_[child].fallback = 0;
        waiting.push_back(child);
    }
    while (!waiting.empty()) {
        const std::uint32_t node = waiting.front();
        waiting.pop_front();
        const Node& shorter = nodes_[nodes_[node].fallback];
        if (nodes_[node].found == Found::nothing) {
            nodes_[node].length = shorter.length;
            nodes_[node].found = shorter.found;
        }
        for (const auto& [byte, child] : nodes_[node].next) {
            nodes_[child].fallback = step(nodes_[node].fallback, byte);
            waiting.push_back(child);
        }
    }
    linked_ = true;
}

std::uint32_t KnownSecrets::step(std::uint32_t node, unsigned char byte) const
{
    for (;;) {
        const auto next = nodes_[node].next.find(byte);
        if (next != nodes_[node].next.end()) {
            return next->second;
        }
        if (node == 0) {
            return 0;
        }
        node = nodes_[node].fallback;
    }
}

std::vector<KnownSecrets::Match> KnownSecrets::matches_in(std::string_view text) const
{
    std::vector<Match> matches;
    std::uint32_t node = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        node = step(node, static_cast<unsigned char>(text[i]));
        if (nodes_[node].found != Found::nothing) {
            const std::size_t begin = i + 1 - nodes_[node].length;
            while (!matches.empty() && matches.back().begin >= begin) {
                matches.pop_back(); // a longer one covers it
            }
            matches.push_back({begin, i + 1, nodes_[node].found});
        }
    }
    return matches;
}

std::string KnownSecrets::without(std::string_view text, RedactionCounts& counts)
{
    if (!linked_) {
        link();
    }
    std::string out;
    std::size_t done = 0;
    for (Match match : matches_in(text)) {
        if (match.end <= done) {
            continue; // went with the one before
        }
        const auto goes_on = [&](char c) {
            return match.found == Found::base64 ? is_base64(c) : !ends_value(c);
        };
        const bool takes_run = match.found == Found::base64 || match.end - match.begin >= kSearched;
        while (takes_run && match.end < text.size() && goes_on(text[match.end])) {
            ++match.end;
        }
        while (match.found == Found::base64 && match.begin > done && is_base64(text[match.begin - 1])) {
            --match.begin;
        }
        if (match.begin >= done) {
            out += text.substr(done, match.begin - done);
            out += kRedacted;
            ++counts["known-secret"];
        }
        done = match.end;
    }
    return out + std::string(text.substr(done));
}

} // namespace berth::logging
