// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/bundle/core/pseudonyms.hpp"

#include <algorithm>
#include <array>

namespace berth::bundle {
namespace {

constexpr std::array<std::string_view, 9> kEverybodys{"root",  "localhost", "berth",  "docker",     "host",
                                                      "linux", "nobody",    "daemon", "localdomain"};

bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           static_cast<unsigned char>(c) >= 0x80U;
}
std::string lower(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}
std::size_t word_end(std::string_view text, std::size_t at)
{
    while (at < text.size() && is_alnum(text[at])) {
        ++at;
    }
    return at;
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
    const std::size_t end = word_end(plain, 0);
    if (end == 0 || std::find(kEverybodys.begin(), kEverybodys.end(), plain) != kEverybodys.end()) {
        return;
    }
    std::vector<Name>& names = by_first_word_[plain.substr(0, end)];
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

const Pseudonyms::Name* Pseudonyms::name_at(std::string_view text, std::size_t at, std::size_t end) const
{
    const auto found = by_first_word_.find(lower(text.substr(at, end - at)));
    if (found == by_first_word_.end()) {
        return nullptr;
    }
    for (const Name& name : found->second) { // the longest first
        const std::size_t name_end = at + name.lower.size();
        if (name_end <= text.size() && lower(text.substr(at, name.lower.size())) == name.lower &&
            (name_end == text.size() || !is_alnum(text[name_end]))) {
            return &name;
        }
    }
    return nullptr;
}

std::string Pseudonyms::in_text(std::string_view text, std::size_t& count)
{
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        if (!is_alnum(text[at])) {
            out += text[at++];
            continue;
        }
        const std::size_t end = word_end(text, at);
        if (const Name* name = name_at(text, at, end)) {
            out += of(name->kind, name->lower);
            at += name->lower.size();
            ++count;
        } else {
            out += text.substr(at, end - at);
            at = end;
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
