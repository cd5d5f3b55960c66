// SPDX-License-Identifier: Apache-2.0
// The keys of /etc/wsl.conf that mean something here: a root file system made for WSL brings its wishes
// along. Pure.
#pragma once

#include <string>

namespace berth::distro {

struct WslConf {
    std::string default_user;         ///< [user] default; empty: none
    bool generate_resolv_conf = true; ///< [network] generateResolvConf
};

/// Unknown sections, keys and lines are skipped; letter case of sections and keys does not matter.
WslConf parse_wsl_conf(const std::string& text);

} // namespace berth::distro
