// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/json/json_text.hpp"

#include "services/netbridge/core/json/byte_set.hpp"

namespace berth::netbridge {
namespace {

constexpr ByteSet kStructure("\"{}[]");
constexpr ByteSet kUnusualInKey = ByteSet::range(0x80, 0xFF).with("\\");
constexpr ByteSet kBehindScalar(" \t\r\n,]}");

std::size_t skip_space(std::string_view text, std::size_t at)
{
    return kJsonSpace.skip_in(text, at);
}

/// Behind an odd number of backslashes.
bool is_escaped(std::string_view text, std::size_t at)
{
    std::size_t begin = at;
    while (text[begin - 1] == '\\') { // ends at the opening quote at the latest
        --begin;
    }
    return (at - begin) % 2 == 1;
}

/// `at` is on the opening quote; the result is behind the closing one.
std::size_t skip_string(std::string_view text, std::size_t at)
{
    do {
        at = text.find('"', at + 1);
    } while (is_escaped(text, at));
    return at + 1;
}

std::size_t skip_container(std::string_view text, std::size_t at)
{
    std::size_t depth = 0;
    do {
        at = kStructure.find_in(text, at);
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
        return kBehindScalar.find_in(text, at);
    }
}

/// The character at the place as Go folds it: ASCII in lower case, and the two letters outside ASCII that
/// Unicode folds to ASCII ones. Other bytes as they are: no field's name has them.
struct Folded {
    char c;
    std::size_t size; ///< bytes in the key
};
Folded folded_at(std::string_view key, std::size_t at)
{
    const std::string_view rest = key.substr(at);
    if (rest.starts_with("\u212a")) {
        return {.c = 'k', .size = 3};
    }
    if (rest.starts_with("\u017f")) {
        return {.c = 's', .size = 2};
    }
    const char c = rest.front();
    return {.c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c, .size = 1};
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

bool JsonValue::is_key_of(std::string_view field_name) const
{
    // What makes a key longer than the name that it matches is an escape or a letter outside ASCII.
    const std::string_view raw = text_.substr(begin_ + 1, end_ - begin_ - 2);
    if (raw.size() <= field_name.size()) {
        return raw.size() == field_name.size() && key_matches(raw, field_name);
    }
    return kUnusualInKey.find_in(raw, 0) < raw.size() && key_matches(decoded(), field_name);
}

bool key_matches(std::string_view key, std::string_view field_name)
{
    std::size_t at = 0;
    for (std::size_t in_name = 0; in_name < field_name.size(); ++in_name) {
        if (at == key.size()) {
            return false;
        }
        const Folded folded = folded_at(key, at);
        if (folded.c != folded_at(field_name, in_name).c) {
            return false;
        }
        at += folded.size;
    }
    return at == key.size();
}

} // namespace berth::netbridge
