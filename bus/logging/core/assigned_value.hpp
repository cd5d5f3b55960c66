// SPDX-License-Identifier: Apache-2.0
// Where the value is that a text assigns to a name. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace berth::logging {

struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// Behind a name that ends at `name_end`: name=value, name: value, "name":"value", \"name\":\"value\",
/// name%3Dvalue, and --name value. None where nothing is assigned, or nothing to it.
std::optional<Span> assigned_value(std::string_view text, std::string_view name, std::size_t name_end);

} // namespace berth::logging
