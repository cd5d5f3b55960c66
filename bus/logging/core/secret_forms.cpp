// SPDX-License-Identifier: Apache-2.0
// One pass from left to right. At each place the forms are tried in order; one that matches copies what may
// stay, puts kRedacted, and goes on behind the secret. One that does not match remembers how far it has
// looked, so that no byte is looked at more often than there are forms.
#include "logging/core/secret_forms.hpp"

#include <algorithm>

#include "logging/core/assigned_value.hpp"
#include "logging/core/characters.hpp"
#include "logging/core/secret_names.hpp"
#include "logging/core/secret_tables.hpp"

namespace berth::logging {
namespace {

class Scan {
public:
    Scan(std::string_view text, RedactionCounts& counts) : text_(text), counts_(counts) {}

    std::string run()
    {
        out_.reserve(text_.size());
        while (at_ < text_.size()) {
            if (take_private_key() || take_url() || take_word()) {
                continue;
            }
            out_ += text_[at_++];
        }
        return std::move(out_);
    }

private:
    bool starts_with(std::size_t at, std::string_view what) const
    {
        return text_.compare(at, what.size(), what) == 0;
    }
    template <class Wanted>
    std::size_t end_of(std::size_t from, Wanted wanted) const
    {
        return run_end(text_, from, wanted);
    }
    void keep_until(std::size_t end)
    {
        out_ += text_.substr(at_, end - at_);
        at_ = end;
    }
    void redact_until(std::size_t end, const char* kind)
    {
        if (text_.substr(at_, end - at_) != kRedacted) {
            ++counts_[kind];
        }
        out_ += kRedacted;
        at_ = end;
    }

    bool take_private_key()
    {
        static constexpr std::string_view kBegin = "-----BEGIN ";
        static constexpr std::string_view kDashes = "-----";
        if (!starts_with(at_, kBegin)) {
            return false;
        }
        const std::size_t label_end = text_.find(kDashes, at_ + kBegin.size());
        const std::string_view label =
            text_.substr(at_ + kBegin.size(), std::min<std::size_t>(label_end - at_ - kBegin.size(), 64));
        if (label.find("PRIVATE KEY") == std::string_view::npos) {
            keep_until(at_ + kBegin.size());
            return true;
        }
        const std::size_t end = label_end == std::string_view::npos
                                    ? std::string_view::npos
                                    : text_.find("-----END ", label_end + kDashes.size());
        redact_until(end == std::string_view::npos ? text_.size() : end, "private-key");
        return true;
    }

    /// "://user:password@", also percent-encoded. A password may hold whatever does not end the text.
    bool take_url()
    {
        return take_userinfo("://", ":", "@", "/", plain_urls_end_) ||
               take_userinfo("%3A%2F%2F", "%3A", "%40", "%2F", encoded_urls_end_) ||
               take_userinfo("%3a%2f%2f", "%3a", "%40", "%2f", encoded_urls_end_);
    }
    bool take_userinfo(std::string_view start, std::string_view colon, std::string_view sign,
                       std::string_view slash, std::size_t& looked_until)
    {
        if (at_ < looked_until || !starts_with(at_, start)) {
            return false;
        }
        const std::size_t begin = at_ + start.size();
        const std::size_t end = end_of(begin, [](char c) { return !is_space(c) && !is_quote(c); });
        const std::string_view rest = text_.substr(begin, end - begin);
        const std::size_t sign_at = rest.rfind(sign);
        looked_until = end;
        if (sign_at == std::string_view::npos || sign_at == 0 ||
            (rest.find(colon) > sign_at && rest.find(slash) < sign_at)) {
            return false;
        }
        keep_until(begin);
        redact_until(begin + sign_at, "url-password");
        return true;
    }

    /// A whole word: a token by itself, or a name or a scheme with a secret behind it.
    bool take_word()
    {
        const std::size_t end = end_of(at_, is_name);
        if (end == at_) {
            return false;
        }
        if (take_token(end)) {
            return true;
        }
        const std::string_view word = text_.substr(at_, end - at_);
        if (take_after_scheme(word, end) || (is_secret_name(word) && take_assigned(word, end))) {
            return true;
        }
        keep_until(end);
        return true;
    }

    bool take_token(std::size_t word_end)
    {
        for (std::size_t i = at_; i < word_end; ++i) {
            if (i > at_ && is_alnum(text_[i - 1])) {
                continue;
            }
            for (const TokenForm& form : kTokenForms) {
                if (!starts_with(i, form.prefix)) {
                    continue;
                }
                const std::size_t token_end = end_of(i, is_token);
                if (token_end - i >= form.prefix.size() + form.least) {
                    keep_until(i);
                    redact_until(token_end, "token");
                    return true;
                }
            }
        }
        return false;
    }

    bool take_after_scheme(std::string_view word, std::size_t end)
    {
        const bool is_scheme = std::any_of(kAuthSchemes.begin(), kAuthSchemes.end(), [&](auto scheme) {
            return std::equal(word.begin(), word.end(), scheme.begin(), scheme.end(),
                              [](char a, char b) { return lower(a) == b; });
        });
        if (!is_scheme || end >= text_.size() || text_[end] != ' ') {
            return false;
        }
        const std::size_t begin = end + 1;
        const std::size_t token_end = end_of(begin, is_token);
        if (token_end - begin < kLeastCredential) {
            return false;
        }
        keep_until(begin);
        redact_until(token_end, "authorization");
        return true;
    }

    bool take_assigned(std::string_view name, std::size_t name_end)
    {
        const auto value = assigned_value(text_, name, name_end);
        if (!value) {
            return false;
        }
        keep_until(value->begin);
        redact_until(value->end, "assignment");
        return true;
    }

    std::string_view text_;
    RedactionCounts& counts_;
    std::string out_;
    std::size_t at_ = 0;
    std::size_t plain_urls_end_ = 0; ///< no URL's password begins before it
    std::size_t encoded_urls_end_ = 0;
};

} // namespace

std::string without_secrets(std::string_view text, RedactionCounts& counts)
{
    return Scan(text, counts).run();
}

std::string without_secrets(std::string_view text)
{
    RedactionCounts ignored;
    return without_secrets(text, ignored);
}

} // namespace berth::logging
