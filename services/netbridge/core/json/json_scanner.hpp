// SPDX-License-Identifier: Apache-2.0
// Go's scanner as a loop: a body that dockerd takes must pass, and one that it would read otherwise must not.
// No library of Debian's agrees with it: they refuse bytes that are not UTF-8, halves of surrogate pairs and
// numbers beyond a double, which dockerd 26.1 takes. For the .cpp files of json_text.hpp and json_search.hpp
// only.
#pragma once

#include <string_view>
#include <vector>

#include "services/netbridge/core/json/byte_set.hpp"
#include "services/netbridge/core/json/json_text.hpp"

namespace berth::netbridge {

inline constexpr ByteSet kDigits("0123456789");
inline constexpr ByteSet kHexDigits("0123456789abcdefABCDEF");
inline constexpr ByteSet kEscapes("\"\\/bfnrt");
inline constexpr ByteSet kExponent("eE");
inline constexpr ByteSet kSigns("+-");
inline constexpr std::size_t kUsualDepth = 32; ///< of what dockerd and its clients say
inline constexpr ByteSet kPlainInString = ByteSet::range(0x20, 0xFF).without("\"\\");

/// The observer is told of each value, in order, while it is not known yet whether the text will pass:
///   begin_value(begin), then end_scalar(end) or open(bracket) … close(end);
///   key(begin, end) before the value of a member.
template <class Observer>
class JsonScanner {
public:
    JsonScanner(std::string_view text, Observer& observer) : text_(text), observer_(observer)
    {
        open_.reserve(kUsualDepth);
    }

    bool takes_all()
    {
        do {
            if (!value_or_opening()) {
                return false;
            }
        } while (!open_.empty());
        skip_space();
        return at_ == text_.size();
    }

private:
    /// One value, or the beginning of a container and its first key; then all that ends behind it.
    bool value_or_opening()
    {
        skip_space();
        const char first = peek();
        observer_.begin_value(at_);
        if (first == '{' || first == '[') {
            return open(first);
        }
        if (!scalar(first)) {
            return false;
        }
        observer_.end_scalar(at_);
        return close_all();
    }

    bool scalar(char first)
    {
        if (first == '"') {
            return string();
        }
        return first == '-' || kDigits.has(first) ? number() : literal();
    }

    bool open(char bracket)
    {
        if (open_.size() == kMaxJsonDepth) {
            return false;
        }
        ++at_;
        open_.push_back(bracket);
        observer_.open(bracket);
        skip_space();
        if (peek() == (bracket == '{' ? '}' : ']')) {
            return close_all();
        }
        return bracket == '[' || key();
    }

    /// Behind a value, or in an empty container: up to where the next value begins.
    bool close_all()
    {
        while (!open_.empty()) {
            skip_space();
            const bool in_object = open_.back() == '{';
            if (take(',')) {
                skip_space();
                return !in_object || key();
            }
            if (!take(in_object ? '}' : ']')) {
                return false;
            }
            open_.pop_back();
            observer_.close(at_);
        }
        return true;
    }

    bool key()
    {
        const std::size_t begin = at_;
        if (!string()) {
            return false;
        }
        observer_.key(begin, at_);
        skip_space();
        return take(':');
    }

    bool string()
    {
        if (!take('"')) {
            return false;
        }
        at_ = kPlainInString.skip_in(text_, at_);
        while (take('\\')) {
            if (!escape()) {
                return false;
            }
            at_ = kPlainInString.skip_in(text_, at_);
        }
        return take('"');
    }

    bool escape()
    {
        if (!take('u')) {
            return take_one_of(kEscapes);
        }
        return take_one_of(kHexDigits) && take_one_of(kHexDigits) && take_one_of(kHexDigits) &&
               take_one_of(kHexDigits);
    }

    bool number()
    {
        take('-');
        if (!take('0') && !digits()) {
            return false;
        }
        if (take('.') && !digits()) {
            return false;
        }
        if (take_one_of(kExponent)) {
            take_one_of(kSigns);
            return digits();
        }
        return true;
    }

    bool digits()
    {
        const std::size_t begin = at_;
        at_ = kDigits.skip_in(text_, at_);
        return at_ > begin;
    }

    bool literal()
    {
        for (const std::string_view word : {"true", "false", "null"}) {
            if (text_.substr(at_).starts_with(word)) {
                at_ += word.size();
                return true;
            }
        }
        return false;
    }

    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

    bool take(char wanted)
    {
        const bool is_there = at_ < text_.size() && text_[at_] == wanted;
        at_ += is_there ? 1 : 0;
        return is_there;
    }

    bool take_one_of(const ByteSet& wanted)
    {
        const bool is_there = at_ < text_.size() && wanted.has(text_[at_]);
        at_ += is_there ? 1 : 0;
        return is_there;
    }

    void skip_space() { at_ = kJsonSpace.skip_in(text_, at_); }

    std::string_view text_;
    Observer& observer_;
    std::size_t at_ = 0;
    std::vector<char> open_; // brackets
};

} // namespace berth::netbridge
