// SPDX-License-Identifier: Apache-2.0
// The secrets that are in a docker configuration, a URL, or an environment, to be searched for elsewhere.
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace berth::bundle {

/// Of config.json: each login's "auth" as it is and its password, tokens, and the proxies'. Empty for other
/// texts.
std::vector<std::string> secrets_in_docker_config(const std::string& text);

/// Of "scheme://user:password@host": the password, as it is and decoded. A proxy may come without the scheme.
std::vector<std::string> secrets_in_url(std::string_view url);

/// Of "NAME=value": the value where the name says that it is one, and what is in it where it is a URL.
std::vector<std::string> secrets_in_variable(std::string_view assignment);

/// Of standard base64; empty for other texts.
std::string from_base64(std::string_view text);

} // namespace berth::bundle
