// SPDX-License-Identifier: Apache-2.0
// Options of docker's log drivers that name a file or a socket of the user's: dockerd opens them itself.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace berth::netbridge {

/// Where in the option's value a path begins: 0 for "syslog-tls-key", 7 for "unix:///run/log.sock".
std::optional<std::size_t> log_path_begin(std::string_view option, std::string_view value);

} // namespace berth::netbridge
