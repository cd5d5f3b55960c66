// SPDX-License-Identifier: Apache-2.0
// What secrets look like, as tables: a new form is a new line here.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace berth::logging {

/// Parts of names, in lower case and without '_' and '-', whose values are secrets.
inline constexpr std::array<std::string_view, 16> kSecretNameParts{
    "password",     "passwd",    "passphrase", "passwort",   "secret",     "token",
    "apikey",       "accesskey", "privatekey", "signingkey", "credential", "authorization",
    "registryauth", "unlockkey", "cookie",     "pgpass"};

/// Whole names, too short to be looked for inside of others.
inline constexpr std::array<std::string_view, 3> kSecretNames{"auth", "pwd", "pass"};

/// A token of a known maker: what it begins with, and how many characters must follow at least.
struct TokenForm {
    std::string_view prefix;
    std::size_t least;
};
inline constexpr std::array<TokenForm, 28> kTokenForms{{
    {"ghp_", 16},        {"gho_", 16},    {"ghu_", 16},      {"ghs_", 16},      {"ghr_", 16},
    {"github_pat_", 16}, {"glpat-", 12},  {"dckr_pat_", 12}, {"dckr_oat_", 12}, {"AKIA", 12},
    {"ASIA", 12},        {"xoxb-", 8},    {"xoxp-", 8},      {"xoxa-", 8},      {"xoxs-", 8},
    {"sk_live_", 8},     {"rk_live_", 8}, {"sk-", 20},       {"AIza", 20},      {"ya29.", 12},
    {"npm_", 20},        {"pypi-", 20},   {"hvs.", 12},      {"SG.", 20},       {"SWMTKN-", 8},
    {"SWMKEY-", 8},      {"eyJ", 13}, // base64 of '{"': a JWT, a registry's auth
    {"dop_v1_", 16},
}};

/// Words of an HTTP header that are followed by a secret.
inline constexpr std::array<std::string_view, 4> kAuthSchemes{"bearer", "basic", "digest", "negotiate"};
inline constexpr std::size_t kLeastCredential = 8; ///< behind such a word

} // namespace berth::logging
