// SPDX-License-Identifier: Apache-2.0
// Finding the values at several places of a text in the one pass that checks it: what an answer costs its
// client.
#pragma once

#include <bitset>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string_view>

#include "services/netbridge/core/json/json_text.hpp"

namespace berth::netbridge {

inline constexpr std::size_t kMaxPlaces = 8; ///< of one search
inline constexpr std::size_t kMaxSteps = 8;  ///< of a place: names and "[]"

using PlaceSet = std::bitset<kMaxPlaces>; ///< by their number in the search

/// Calls with every value at one of the places, which are written as for_each_at() takes them, in the order
/// in which they end. A value may be walked at once, but what it means is not known before the text has
/// passed. Returns the places on the way to which a name stands twice in one object; std::nullopt: is_json()
/// does not hold.
std::optional<PlaceSet>
find_values(std::string_view text, std::span<const std::string_view> places,
            const std::function<void(std::size_t place, const JsonValue& found)>& visit);

} // namespace berth::netbridge
