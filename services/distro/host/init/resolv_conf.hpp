// SPDX-License-Identifier: Apache-2.0
// The host's /etc/resolv.conf as the distro's: both share the network.
#pragma once

#include "base/unique_fd.hpp"

namespace berth::distro {

/// A detached, read-only mount of the host's file; empty when the host has none. In the host's root.
base::UniqueFd take_resolv_conf();

/// Lays it over the distro's own /etc/resolv.conf, whose contents stay. A missing one gets an empty file to
/// carry it, also behind a link that leads below /run; any other place is left alone, and so is a distro
/// whose /etc/wsl.conf says generateResolvConf=false. In the distro's root.
void offer_resolv_conf(const base::UniqueFd& tree);

} // namespace berth::distro
