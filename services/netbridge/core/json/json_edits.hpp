// SPDX-License-Identifier: Apache-2.0
// Editing a JSON text in place: finding values by name, and replacing strings. Every byte that is not of a
// replaced string stays as it was.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "services/netbridge/core/json/json_text.hpp"

namespace berth::netbridge {

/// Calls with every value at a place: field names joined by '.', "[]" behind a name (or alone) for every
/// element of an array; "" is the value itself. Names match as Go's do (key_matches), every duplicate is
/// visited. True when a name on the way stood more than once in one object, so that it is the decoder's
/// secret which of the values counts.
bool for_each_at(const JsonValue& value, std::string_view place,
                 const std::function<void(const JsonValue& found)>& visit);

/// New strings for a text, in any order. The text outlives this.
class JsonEdits {
public:
    explicit JsonEdits(std::string_view text) : text_(text) {}

    /// `value` is a string of the text. An equal string keeps the client's own way of writing it. Fails on
    /// text that is not UTF-8. A value that is replaced twice gets the last.
    base::Result<void> replace(const JsonValue& value, std::string_view new_string);

    std::string apply() const;

private:
    struct Replacement {
        std::size_t end;
        std::string json;
    };
    std::string_view text_;
    std::map<std::size_t, Replacement> replacements_; ///< by where they begin
};

} // namespace berth::netbridge
