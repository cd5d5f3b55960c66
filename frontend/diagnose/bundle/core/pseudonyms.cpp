// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/bundle/core/pseudonyms.hpp"

#include <algorithm>
#include <array>

namespace berth::bundle {
namespace {

constexpr std::array<std::string_view, 9> kEverybodys{"root",  "localhost", "berth",  "docker",     "host",
                                                      "linux", "nobody",    "daemon", "localdomain"};

/// What may not stand beside a name: letters and digits of ASCII. Of other scripts a dash or a quotation mark
/// would look like a letter.
bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
std::string lower(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) { return lower(c); });
    return out;
}
bool is_name(const std::string& plain)
{
    const bool has_letters =
        std::any_of(plain.begin(), plain.end(), [](char c) { return is_alnum(c) || (c & 0x80) != 0; });
    return has_letters && std::find(kEverybodys.begin(), kEverybodys.end(), plain) == kEverybodys.end();
}
bool is_below(std::string_view path, std::string_view directory)
{
    return path.substr(0, directory.size()) == directory &&
           (path.size() == directory.size() || path[directory.size()] == '/');
}

} // namespace

void Pseudonyms::add(const std::string& kind, const std::string& name)
{
    const std::string plain = lower(name);
    if (!is_name(plain)) {
        return;
    }
    std::vector<Name>& names = by_first_byte_[plain.front()];
    const auto is_it = [&](const Name& each) { return each.lower == plain; };
    if (std::none_of(names.begin(), names.end(), is_it)) {
        names.push_back({plain, kind});
        std::sort(names.begin(), names.end(),
                  [](const Name& a, const Name& b) { return a.lower.size() > b.lower.size(); });
    }
}

std::string Pseudonyms::of(const std::string& kind, const std::string& name)
{
    const auto [place, is_new] = given_.try_emplace({kind, lower(name)});
    if (is_new) {
        place->second = kind + "-" + std::to_string(++last_number_[kind]);
    }
    return place->second;
}

std::string Pseudonyms::hashed(const std::string& kind, std::string_view id) const
{
    constexpr std::size_t kDigits = 12;
    return kind + "-" + hash_(id).substr(0, kDigits);
}

const Pseudonyms::Name* Pseudonyms::name_at(std::string_view text, std::size_t at) const
{
    const auto found = by_first_byte_.find(lower(text[at]));
    if (found == by_first_byte_.end() || (at > 0 && is_alnum(text[at - 1]))) {
        return nullptr;
    }
    for (const Name& name : found->second) { // the longest first
        const std::string_view there = text.substr(at, name.lower.size());
        const std::size_t end = at + name.lower.size();
        if (std::equal(there.begin(), there.end(), name.lower.begin(), name.lower.end(),
                       [](char a, char b) { return lower(a) == b; }) &&
            (end == text.size() || !is_alnum(text[end]))) {
            return &name;
        }
    }
    return nullptr;
}

std::string Pseudonyms::in_text(std::string_view text, std::size_t& count)
{
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        if (const Name* name = name_at(text, at)) {
            out += of(name->kind, name->lower);
            at += name->lower.size();
            ++count;
        } else {
            out += text[at++];
        }
    }
    return out;
}

Pseudonyms::Home Pseudonyms::home_of(std::string_view path)
{
    for (const auto& [directory, user] : homes_) {
        if (is_below(path, directory)) {
            return {"/home/" + of("user", user), directory.size()};
        }
    }
    for (const std::string_view parent : {"/home/", "/Users/"}) {
        if (path.substr(0, parent.size()) == parent && path.size() > parent.size()) {
            const std::size_t end = std::min(path.find('/', parent.size()), path.size());
            const std::string user(path.substr(parent.size(), end - parent.size()));
            return {"/home/" + of("user", user), end};
        }
    }
    return {};
}

} // namespace berth::bundle
