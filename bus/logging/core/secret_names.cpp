// SPDX-License-Identifier: Apache-2.0
#include "logging/core/secret_names.hpp"

#include <algorithm>
#include <string>

#include "logging/core/characters.hpp"
#include "logging/core/secret_tables.hpp"

namespace berth::logging {

bool is_secret_name(std::string_view name)
{
    constexpr std::size_t kLongest = 128;
    std::string plain;
    for (const char c : name.substr(0, kLongest)) {
        if (is_alnum(c)) {
            plain += lower(c);
        }
    }
    const auto is_part = [&](std::string_view part) { return plain.find(part) != std::string::npos; };
    return std::any_of(kSecretNameParts.begin(), kSecretNameParts.end(), is_part) ||
           std::find(kSecretNames.begin(), kSecretNames.end(), plain) != kSecretNames.end();
}

} // namespace berth::logging
