// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/core/engine_pieces.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "services/lifecycle/core/engine_line.hpp"
#include "services/lifecycle/core/engine_words.hpp"

namespace berth::lifecycle {
namespace {

constexpr std::string_view kSpaces = " \t";
constexpr std::string_view kSeparators = " \t,;()[]{}<>|\"'`=";
constexpr std::string_view kTargetEnds = " \t\"'?";
constexpr std::string_view kEndMarks = ".:!?*";

/// Behind these comes what a caller sent, or a command.
constexpr std::array<std::string_view, 7> kBeforeForeignText{"form data",
                                                             "[BUILDER]",
                                                             "Command to be executed",
                                                             "Cache miss",
                                                             "Use cached version",
                                                             "Reloaded configuration",
                                                             "invalid environment variable"};

/// Units, beside the words, that may stand behind a number.
constexpr std::array<std::string_view, 14> kUnits{"ns", "us", "ms", "s",  "m",   "h",   "b",
                                                  "kb", "mb", "gb", "tb", "kib", "mib", "gib"};

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f');
}
bool is_alnum(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_one_of(char c, std::string_view set)
{
    return set.find(c) != std::string_view::npos;
}

bool is_number(std::string_view part)
{
    constexpr std::size_t kLongest = 8; // a size, a port, a pid; longer ones may be somebody's
    const std::size_t digits = std::min(part.find_first_not_of("0123456789"), part.size());
    if (digits == 0 || digits > kLongest) {
        return false;
    }
    const std::string_view unit = part.substr(digits);
    std::string lower;
    for (const char c : unit.substr(0, 4)) {
        lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return unit.empty() ||
           (unit.size() < 4 && std::find(kUnits.begin(), kUnits.end(), lower) != kUnits.end());
}

bool is_version(std::string_view part)
{
    return part.size() >= 2 && part.size() <= 4 && part.front() == 'v' &&
           part.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

constexpr std::size_t kIdLength = 64;
constexpr std::size_t kKeptOfId = 12;
constexpr char kIdMark = '#'; ///< before what is kept of an id: twelve digits alone might be a password

/// A container's, a layer's, a digest's: twelve characters name it well enough, and are no key. One that is
/// short already has its mark before it.
std::optional<std::string> shortened_id(std::string_view part, std::string_view before)
{
    const bool is_hexadecimal = std::all_of(part.begin(), part.end(), is_hex);
    if (is_hexadecimal && part.size() == kIdLength) {
        return kIdMark + std::string(part.substr(0, kKeptOfId));
    }
    if (is_hexadecimal && part.size() == kKeptOfId && !before.empty() && before.back() == kIdMark) {
        return std::string(part);
    }
    return std::nullopt;
}

/// A piece without blanks: all of its parts are known, and then it stays, or it is hidden. Marks at its end
/// stay.
std::string reduced_piece(std::string_view piece)
{
    std::string_view end;
    while (!piece.empty() && is_one_of(piece.back(), kEndMarks)) {
        end = std::string_view(piece.data() + piece.size() - 1, end.size() + 1);
        piece.remove_suffix(1);
    }
    std::string out;
    for (std::size_t i = 0; i < piece.size();) {
        if (!is_alnum(piece[i])) {
            if (static_cast<unsigned char>(piece[i]) >= 0x80U) {
                return std::string(kHidden) + std::string(end);
            }
            out += piece[i++];
            continue;
        }
        std::size_t part_end = i;
        while (part_end < piece.size() && is_alnum(piece[part_end])) {
            ++part_end;
        }
        const std::string_view part = piece.substr(i, part_end - i);
        i = part_end;
        if (is_engine_word(part) || is_number(part) || is_version(part)) {
            out += part;
        } else if (const auto id = shortened_id(part, out)) {
            out += *id;
        } else {
            return std::string(kHidden) + std::string(end);
        }
    }
    return out + std::string(end);
}

/// "Calling POST /v1.45/build?buildargs=…": a path of a request, part by part, without its query.
std::string reduced_target(std::string_view target)
{
    target = target.substr(0, target.find('?'));
    std::string out;
    while (!target.empty()) {
        const std::size_t end = std::min(target.find('/', 1), target.size());
        out += "/" + reduced_piece(target.substr(target.front() == '/' ? 1 : 0, end - 1));
        target.remove_prefix(end);
    }
    return out;
}

bool opens_quote(std::string_view text, std::size_t at)
{
    if (text[at] == '"' || text[at] == '`') {
        return true;
    }
    return text[at] == '\'' && (at == 0 || !is_alnum(text[at - 1])); // else an apostrophe: "can't"
}

class Reduction {
public:
    explicit Reduction(std::string_view text) : text_(text) {}

    std::string run()
    {
        while (at_ < text_.size()) {
            if (is_foreign_behind()) {
                return std::move(out_);
            }
            if (opens_quote(text_, at_)) {
                take_quoted();
            } else if (text_[at_] == '/' && has_query()) {
                take_target();
            } else if (is_one_of(text_[at_], kSeparators)) {
                out_ += text_[at_++];
            } else {
                take_piece();
            }
        }
        return std::move(out_);
    }

private:
    /// True when the rest was hidden.
    bool is_foreign_behind()
    {
        for (const std::string_view phrase : kBeforeForeignText) {
            if (text_.compare(at_, phrase.size(), phrase) == 0) {
                out_ += std::string(phrase) + " " + std::string(kHidden);
                return true;
            }
        }
        return false;
    }

    void take_quoted()
    {
        const char quote = text_[at_];
        const std::size_t end = text_.find(quote, at_ + 1);
        const std::string_view inside =
            text_.substr(at_ + 1, end == std::string_view::npos ? end : end - at_ - 1);
        const bool is_one_piece =
            end != std::string_view::npos && inside.find_first_of(kSeparators) == std::string_view::npos;
        out_ += quote;
        out_ += is_one_piece ? reduced_piece(inside) : std::string(kHidden);
        out_ += quote;
        at_ = end == std::string_view::npos ? text_.size() : end + 1;
    }

    bool has_query() const
    {
        const std::size_t end = text_.find_first_of(kTargetEnds, at_);
        return end != std::string_view::npos && text_[end] == '?';
    }
    void take_target()
    {
        const std::size_t end = std::min(text_.find_first_of(kSpaces, at_), text_.size());
        out_ += reduced_target(text_.substr(at_, end - at_));
        at_ = end;
    }

    void take_piece()
    {
        std::size_t end = at_;
        while (end < text_.size() && !is_one_of(text_[end], kSeparators)) {
            ++end;
        }
        if (end < text_.size() && text_[end] == '\'' && end + 1 < text_.size() && is_alnum(text_[end + 1])) {
            while (end < text_.size() && (text_[end] == '\'' || !is_one_of(text_[end], kSeparators))) {
                ++end; // one word with its apostrophe
            }
        }
        out_ += reduced_piece(text_.substr(at_, end - at_));
        at_ = end;
    }

    std::string_view text_;
    std::string out_;
    std::size_t at_ = 0;
};

} // namespace

std::string reduced_pieces(std::string_view text)
{
    return Reduction(text).run();
}

bool is_stack_line(std::string_view line)
{
    constexpr std::size_t kLongest = 512;
    constexpr std::string_view kCode =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_/.-*()[]{}@+:,? ";
    if (line.size() > kLongest ||
        line.find_first_not_of(kCode, line.substr(0, 1) == "\t" ? 1 : 0) != std::string_view::npos) {
        return false;
    }
    if (line.substr(0, 1) == "\t") { // "\t/build/daemon/start.go:123 +0x1d"
        const std::size_t go = line.rfind(".go:");
        return go != std::string_view::npos &&
               line.find_first_not_of("0123456789 +xabcdef", go + 4) == std::string_view::npos;
    }
    // "github.com/docker/docker/daemon.(*Daemon).start(0xc000123, {0x1, 0x2})"
    const std::size_t arguments = line.rfind('(');
    return arguments != std::string_view::npos && line.back() == ')' && line.find(' ') > arguments &&
           line.find('.') < arguments &&
           line.find_first_not_of("0123456789xabcdef,.?{} ", arguments + 1) == line.size() - 1;
}

} // namespace berth::lifecycle
