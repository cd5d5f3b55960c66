// SPDX-License-Identifier: Apache-2.0
// Finding the engine's paths in text for people, such as "mkdir /distros/host/x: permission denied".
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace berth::netbridge {

struct PathInText {
    std::size_t begin;
    std::size_t end;
};

/// Paths at or below one of the prefixes, in order. A path within quotes ends at the quote, another at what
/// rarely stands in one: white space, a colon, a bracket. A path cut short that way keeps its meaning, as
/// what follows stays as it is.
std::vector<PathInText> engine_paths_in(std::string_view text, const std::vector<std::string>& prefixes);

/// Bytes of the words around a path that say with it that nothing is there.
struct WordsAround {
    std::size_t before;
    std::size_t behind;
};

/// dockerd's two ways to say so, by what stands before and behind a path: it could not make the place in the
/// engine's read-only /distros, or it looked for it in vain.
std::optional<WordsAround> words_of_absence(std::string_view before, std::string_view behind);

} // namespace berth::netbridge
