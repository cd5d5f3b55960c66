// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/core/engine_pieces.hpp"

#include <algorithm>
#include <array>

#include "services/lifecycle/core/engine_line.hpp"
#include "services/lifecycle/core/engine_piece.hpp"

namespace berth::lifecycle {
namespace {

constexpr std::string_view kSpaces = " \t";
constexpr std::string_view kSeparators = " \t,;()[]{}<>|\"'`=";
constexpr std::string_view kTargetEnds = " \t\"'?";

bool is_one_of(char c, std::string_view set)
{
    return set.find(c) != std::string_view::npos;
}

/// Behind these comes what a caller sent, or a command.
constexpr std::array<std::string_view, 7> kBeforeForeignText{"form data",
                                                             "[BUILDER]",
                                                             "Command to be executed",
                                                             "Cache miss",
                                                             "Use cached version",
                                                             "Reloaded configuration",
                                                             "invalid environment variable"};

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

bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
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

} // namespace berth::lifecycle
