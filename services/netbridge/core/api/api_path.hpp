// SPDX-License-Identifier: Apache-2.0
// A request's target as the engine's router sees it.
#pragma once

#include <string>
#include <string_view>

namespace berth::netbridge {

/// Percent decoding undone, version prefix and query gone, path cleaned.
/// "/v1.41/containers/a%2Fb/json?size=1" is "/containers/a/b/json"; so are the absolute form and
/// "//v1.41/./containers/a/b/json".
std::string api_path(std::string_view target);

/// "*" in the pattern stands for a name, which may hold '/': "/containers/*/json".
bool api_path_matches(std::string_view pattern, std::string_view api_path);

} // namespace berth::netbridge
