// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/bundle/core/secrets_in.hpp"

#include <algorithm>

#include "frontend/diagnose/bundle/core/reduce.hpp"
#include "logging/core/secret_forms.hpp"
#include "logging/core/secret_names.hpp"

namespace berth::bundle {
namespace {

int digit_of(char c)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    const std::size_t at = kDigits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

std::string percent_decoded(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && digit_of(text[i + 1]) >= 0 &&
            digit_of(text[i + 2]) >= 0) {
            out += static_cast<char>(digit_of(text[i + 1]) * 16 + digit_of(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

void append(std::vector<std::string>& to, const std::vector<std::string>& more)
{
    to.insert(to.end(), more.begin(), more.end());
}

void append_login(std::vector<std::string>& to, const Json& login)
{
    for (const auto& [name, value] : login.items()) {
        if (!value.is_string() || !logging::is_secret_name(name)) {
            continue;
        }
        const std::string text = value.get<std::string>();
        to.push_back(text);
        const std::string pair = from_base64(text); // "auth" is user:password
        if (const std::size_t colon = pair.find(':'); colon != std::string::npos) {
            to.push_back(pair.substr(colon + 1));
        }
    }
}

} // namespace

std::string from_base64(std::string_view text)
{
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    unsigned bits = 0;
    unsigned have = 0;
    for (const char c : text.substr(0, std::min(text.find('='), text.size()))) {
        const std::size_t value = kAlphabet.find(c);
        if (value == std::string_view::npos) {
            return {};
        }
        bits = (bits << 6U | static_cast<unsigned>(value)) & 0xffffU;
        have += 6;
        if (have >= 8) {
            have -= 8;
            out += static_cast<char>(bits >> have & 0xffU);
        }
    }
    return out;
}

std::vector<std::string> secrets_in_url(std::string_view url)
{
    const std::size_t scheme = url.find("://");
    std::string_view rest = scheme == std::string_view::npos ? url : url.substr(scheme + 3);
    const std::size_t sign = rest.rfind('@');
    const std::size_t colon = rest.find(':');
    if (sign == std::string_view::npos) {
        return {};
    }
    const std::string_view secret =
        colon < sign ? rest.substr(colon + 1, sign - colon - 1) : rest.substr(0, sign);
    return {std::string(secret), percent_decoded(secret)};
}

std::vector<std::string> secrets_in_variable(std::string_view assignment)
{
    const std::size_t equals = assignment.find('=');
    if (equals == std::string_view::npos) {
        return {};
    }
    const std::string_view name = assignment.substr(0, equals);
    const std::string_view value = assignment.substr(equals + 1);
    std::string lower(name);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    const bool is_proxy = lower.find("proxy") != std::string::npos && lower != "no_proxy";
    std::vector<std::string> found;
    if (is_proxy || value.find("://") != std::string_view::npos) {
        append(found, secrets_in_url(value));
    }
    if (logging::is_secret_name(name)) {
        found.emplace_back(value);
    }
    return found;
}

std::vector<std::string> secrets_in_docker_config(const std::string& text)
{
    const Json config = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    std::vector<std::string> found;
    if (!config.is_object()) {
        return found;
    }
    for (const Json& login : config.value("auths", Json::object())) {
        if (login.is_object()) {
            append_login(found, login);
        }
    }
    for (const Json& proxies : config.value("proxies", Json::object())) {
        for (const Json& proxy : proxies.is_object() ? proxies : Json::object()) {
            append(found,
                   proxy.is_string() ? secrets_in_url(proxy.get<std::string>()) : std::vector<std::string>{});
        }
    }
    for (const Json& header : config.value("HttpHeaders", Json::object())) {
        if (header.is_string()) {
            found.push_back(header.get<std::string>());
        }
    }
    return found;
}

} // namespace berth::bundle
