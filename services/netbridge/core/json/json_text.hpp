// SPDX-License-Identifier: Apache-2.0
// Finding one's way in a JSON text without taking it apart.
//
// A body that passes through must come out as it went in but for the paths: unknown fields, the text of
// numbers, key order, duplicates and white space are the client's. So nothing is decoded into a model; the
// text is checked once as JSON, then walked in place, and new strings are spliced in. No recursion: hostile
// nesting costs no stack.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace berth::netbridge {

/// Objects and arrays within one another; Go's decoder takes no more.
inline constexpr std::size_t kMaxJsonDepth = 10000;

/// What Go's decoder takes as one value: RFC 8259, within kMaxJsonDepth, and strings of any bytes.
bool is_json(std::string_view text);

/// A value within a text for which is_json() holds; anything else is a programming error.
class JsonValue {
public:
    JsonValue(std::string_view text, std::size_t begin, std::size_t end)
        : text_(text), begin_(begin), end_(end)
    {}

    /// The whole text's value.
    static JsonValue root(std::string_view text);

    std::size_t begin() const { return begin_; } ///< offsets into the text
    std::size_t end() const { return end_; }
    bool is_object() const { return text_[begin_] == '{'; }
    bool is_array() const { return text_[begin_] == '['; }
    bool is_string() const { return text_[begin_] == '"'; }
    bool is_true() const { return text_[begin_] == 't'; }
    std::string decoded() const;                       ///< of a string: UTF-8, without quotes and escapes
    bool is_key_of(std::string_view field_name) const; ///< of a string: key_matches() holds for it

    /// Nothing is visited unless it is an object. Duplicate keys are all visited, in order.
    void
    for_each_member(const std::function<void(const JsonValue& key, const JsonValue& value)>& visit) const;
    /// Nothing is visited unless it is an array.
    void for_each_element(const std::function<void(const JsonValue& value)>& visit) const;

private:
    std::string_view text_;
    std::size_t begin_;
    std::size_t end_;
};

/// As a JSON string with its quotes; fails on text that is not UTF-8.
base::Result<std::string> to_json_string(std::string_view text);

/// Go's matching of a key to a field's name (ASCII): case-insensitive, with the Kelvin sign as k and the long
/// s as s.
bool key_matches(std::string_view key, std::string_view field_name);

} // namespace berth::netbridge
