// SPDX-License-Identifier: Apache-2.0
// Go's scanner as a loop: a body that dockerd takes must pass, and one that it would read otherwise must not.
// No library of Debian's agrees with it: they refuse bytes that are not UTF-8, halves of surrogate pairs and
// numbers beyond a double, which dockerd 26.1 takes.
#include "services/netbridge/core/json/json_text.hpp"

#include <vector>

#include "services/netbridge/core/json/byte_set.hpp"

namespace berth::netbridge {
namespace {

constexpr ByteSet kDigits("0123456789");
constexpr ByteSet kHexDigits("0123456789abcdefABCDEF");
constexpr ByteSet kEscapes("\"\\/bfnrt");
constexpr ByteSet kExponent("eE");
constexpr ByteSet kSigns("+-");
constexpr ByteSet kPlainInString = ByteSet::range(0x20, 0xFF).without("\"\\");

class Scanner {
public:
    explicit Scanner(std::string_view text) : text_(text) {}

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
        if (first == '{' || first == '[') {
            return open(first);
        }
        const bool is_value = first == '"' ? string() : number() || literal();
        return is_value && close_all();
    }

    bool open(char bracket)
    {
        if (open_.size() == kMaxJsonDepth) {
            return false;
        }
        ++at_;
        open_.push_back(bracket);
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
        }
        return true;
    }

    bool key()
    {
        if (!string()) {
            return false;
        }
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
        const std::size_t begin = at_;
        take('-');
        if (!take('0') && !digits()) {
            at_ = begin;
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
    std::size_t at_ = 0;
    std::vector<char> open_; // brackets
};

} // namespace

bool is_json(std::string_view text)
{
    return Scanner(text).takes_all();
}

} // namespace berth::netbridge
