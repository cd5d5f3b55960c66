// SPDX-License-Identifier: Apache-2.0
// Structured data reduced to what is allowed, never by what is known to be bad: a field that nobody has
// thought of stays out. Pure.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace berth::bundle {

using Json = nlohmann::ordered_json;

/// `allowed` has the shape of what stays: true for a number, a text or a truth value; an object for the
/// members it names; an array with one element for arrays whose elements have that shape. All else is left
/// out.
Json reduced(const Json& value, const Json& allowed);

/// The same for a text; throws base::Error with `what` when it is no JSON.
Json parse_reduced(const std::string& text, const Json& allowed, const std::string& what);

} // namespace berth::bundle
