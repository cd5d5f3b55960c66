// SPDX-License-Identifier: Apache-2.0
// /var/run/docker.sock, where programs that know no contexts look. Pure.
#pragma once

#include <string>

#include "frontend/diagnose/check/core/finding.hpp"

namespace berth::diagnose {

inline constexpr const char* kDefaultSocket = "/var/run/docker.sock";

struct DefaultLink {
    bool is_default_instance = false; ///< only that one claims the path
    bool is_wanted = false;           ///< the setting sockets.link_default_socket
    bool exists = false;
    std::string leads_to = {}; ///< empty when it is no link
    std::string own_socket = {};
};

/// Another engine's is a warning: berth takes the path only where nobody has it.
Finding judge_default_link(const DefaultLink& link, const std::string& berth);

} // namespace berth::diagnose
