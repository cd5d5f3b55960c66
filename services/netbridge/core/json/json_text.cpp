// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/json/json_text.hpp"

#include <algorithm>

namespace berth::netbridge {
namespace {

std::size_t skip_space(std::string_view text, std::size_t at)
{
    return std::min(text.find_first_not_of(" \t\r\n", at), text.size());
}

/// `at` is on the opening quote; the result is behind the closing one.
std::size_t skip_string(std::string_view text, std::size_t at)
{
    for (++at; text[at] != '"'; ++at) {
        at += text[at] == '\\' ? 1U : 0U;
    }
    return at + 1;
}

std::size_t skip_container(std::string_view text, std::size_t at)
{
    std::size_t depth = 0;
    do {
        at = text.find_first_of("\"{}[]", at);
        const char found = text[at];
        if (found == '"') {
            at = skip_string(text, at);
            continue;
        }
        depth = found == '{' || found == '[' ? depth + 1 : depth - 1;
        ++at;
    } while (depth > 0);
    return at;
}

std::size_t skip_value(std::string_view text, std::size_t at)
{
    switch (text[at]) {
    case '"':
        return skip_string(text, at);
    case '{':
    case '[':
        return skip_container(text, at);
    default: // number, true, false, null
        return std::min(text.find_first_of(" \t\r\n,]}", at), text.size());
    }
}

/// Lower case, and the two letters outside ASCII that Unicode folds to ASCII ones.
std::string fold(std::string_view key)
{
    std::string folded;
    for (std::size_t at = 0; at < key.size(); ++at) {
        const std::string_view rest = key.substr(at);
        if (rest.starts_with("\u212a")) {
            folded += 'k';
            at += 2;
        } else if (rest.starts_with("\u017f")) {
            folded += 's';
            at += 1;
        } else {
            const char c = key[at];
            folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return folded;
}

} // namespace

JsonValue JsonValue::root(std::string_view text)
{
    const std::size_t begin = skip_space(text, 0);
    return {text, begin, skip_value(text, begin)};
}

void JsonValue::for_each_member(const std::function<void(const JsonValue&, const JsonValue&)>& visit) const
{
    if (!is_object()) {
        return;
    }
    std::size_t at = skip_space(text_, begin_ + 1);
    while (text_[at] != '}') {
        const JsonValue key(text_, at, skip_string(text_, at));
        at = skip_space(text_, skip_space(text_, key.end()) + 1); // over the colon
        const JsonValue value(text_, at, skip_value(text_, at));
        visit(key, value);
        at = skip_space(text_, value.end());
        at = text_[at] == ',' ? skip_space(text_, at + 1) : at;
    }
}

void JsonValue::for_each_element(const std::function<void(const JsonValue&)>& visit) const
{
    if (!is_array()) {
        return;
    }
    std::size_t at = skip_space(text_, begin_ + 1);
    while (text_[at] != ']') {
        const JsonValue value(text_, at, skip_value(text_, at));
        visit(value);
        at = skip_space(text_, value.end());
        at = text_[at] == ',' ? skip_space(text_, at + 1) : at;
    }
}

bool key_matches(std::string_view key, std::string_view field_name)
{
    return fold(key) == fold(field_name);
}

} // namespace berth::netbridge
