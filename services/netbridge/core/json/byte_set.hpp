// SPDX-License-Identifier: Apache-2.0
// A set of bytes to search a text for: one look into a table a byte, where std::string_view's find_first_of
// calls a search of the set. Every answer of the engine that names paths is searched so, while a client
// waits.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace berth::netbridge {

class ByteSet {
public:
    constexpr explicit ByteSet(std::string_view members)
    {
        for (const char c : members) {
            has_[static_cast<unsigned char>(c)] = true;
        }
    }

    /// All bytes from `first` to `last`, both included.
    static constexpr ByteSet range(unsigned char first, unsigned char last)
    {
        ByteSet set("");
        for (std::size_t c = first; c <= last; ++c) {
            set.has_[c] = true;
        }
        return set;
    }

    constexpr ByteSet with(std::string_view members) const
    {
        ByteSet set = *this;
        for (const char c : members) {
            set.has_[static_cast<unsigned char>(c)] = true;
        }
        return set;
    }

    constexpr ByteSet without(std::string_view members) const
    {
        ByteSet set = *this;
        for (const char c : members) {
            set.has_[static_cast<unsigned char>(c)] = false;
        }
        return set;
    }

    constexpr bool has(char c) const { return has_[static_cast<unsigned char>(c)]; }

    /// Where the first of them stands from `at` on; the text's size when there is none.
    constexpr std::size_t find_in(std::string_view text, std::size_t at) const
    {
        while (at < text.size() && !has(text[at])) {
            ++at;
        }
        return at;
    }

    /// The first byte from `at` on that is none of them; the text's size when all are.
    constexpr std::size_t skip_in(std::string_view text, std::size_t at) const
    {
        while (at < text.size() && has(text[at])) {
            ++at;
        }
        return at;
    }

private:
    std::array<bool, 256> has_{};
};

/// RFC 8259's white space.
inline constexpr ByteSet kJsonSpace(" \t\r\n");

} // namespace berth::netbridge
