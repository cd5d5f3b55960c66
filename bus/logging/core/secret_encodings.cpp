// SPDX-License-Identifier: Apache-2.0
#include "logging/core/secret_encodings.hpp"

#include <algorithm>

#include "logging/core/characters.hpp"

namespace berth::logging {
namespace {

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string in_url_alphabet(std::string text)
{
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    return text;
}

std::string in_lower_hex(std::string encoded)
{
    for (std::size_t i = 0; i + 2 < encoded.size(); ++i) {
        if (encoded[i] == '%') {
            for (const std::size_t digit : {i + 1, i + 2}) {
                encoded[digit] =
                    encoded[digit] >= 'A' ? static_cast<char>(encoded[digit] - 'A' + 'a') : encoded[digit];
            }
        }
    }
    return encoded;
}

/// Go also writes & < > as \u0026 and so on.
std::string json_escaped(std::string_view text, bool as_go)
{
    std::string escaped;
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            escaped += '\\';
            escaped += c;
        } else if (as_go && (c == '&' || c == '<' || c == '>')) {
            escaped += c == '&' ? "\\u0026" : c == '<' ? "\\u003c" : "\\u003e";
        } else {
            escaped += c;
        }
    }
    return escaped;
}

} // namespace

std::string base64_core(std::string_view secret, std::size_t before)
{
    std::string core;
    const std::size_t bits = secret.size() * 8;
    const std::size_t skipped =
        before % 3 * 8 % 6; // bits of the first character that belong to what stands before
    for (std::size_t bit = skipped == 0 ? 0 : 6 - skipped; bit + 6 <= bits; bit += 6) {
        const std::size_t byte = bit / 8;
        const auto first = static_cast<unsigned char>(secret[byte]);
        const auto second = static_cast<unsigned char>(byte + 1 < secret.size() ? secret[byte + 1] : '\0');
        const unsigned pair = first * 256U + second;
        core += kBase64[pair >> (10 - bit % 8) & 63U];
    }
    return core;
}

std::string percent_encoded(std::string_view text)
{
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (is_alnum(c) || c == '-' || c == '_' || c == '.' || c == '~') {
            encoded += c;
        } else {
            encoded += {'%', kHex[byte >> 4U], kHex[byte & 15U]};
        }
    }
    return encoded;
}

std::vector<SecretEncoding> encodings_of(std::string_view secret)
{
    const std::string encoded = percent_encoded(secret);
    std::string with_plus = encoded; // of a form: a blank is a plus
    for (std::size_t at = 0; (at = with_plus.find("%20", at)) != std::string::npos;) {
        with_plus.replace(at, 3, "+");
    }
    std::vector<SecretEncoding> all;
    for (const std::string& text :
         {std::string(secret), encoded, in_lower_hex(encoded), with_plus, json_escaped(secret, false),
          json_escaped(secret, true), json_escaped(json_escaped(secret, false), false)}) {
        all.push_back({text, false});
    }
    for (std::size_t before = 0; before < 3; ++before) {
        const std::string core = base64_core(secret, before);
        all.push_back({core, true});
        all.push_back({in_url_alphabet(core), true});
    }
    return all;
}

} // namespace berth::logging
