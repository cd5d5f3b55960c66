// SPDX-License-Identifier: Apache-2.0
// Secrets that can be told by their form alone, taken out of a text: the password of a URL, what stands
// behind "password=" or "Authorization:", tokens of known makers, private keys. Pure, and linear in the
// text's length.
//
// It errs on the side of taking too much: a word that was no secret is a small loss in a log. What has no
// form (a container's argument, say) cannot be found here; it must not be written in the first place
// (services/lifecycle/core/engine_line.hpp does that for the engine's own lines).
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace berth::logging {

/// Stands where a secret was. None of the forms below matches it, so that a text may pass more than once.
inline constexpr std::string_view kRedacted = "<redacted>";

/// How many of each kind were taken out: "url-password" -> 2.
using RedactionCounts = std::map<std::string, std::size_t>;

/// The text without them.
std::string without_secrets(std::string_view text, RedactionCounts& counts);
std::string without_secrets(std::string_view text);

} // namespace berth::logging
