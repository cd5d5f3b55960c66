// SPDX-License-Identifier: Apache-2.0
// What a new distro may be called. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace berth::distro {

constexpr const char* kHostDistro = "host"; ///< the machine itself

/// A name is a host name, a directory and a topic's last part at once: is_distro_name(), and the first
/// character a letter or a digit (directories with a dot in front are berth's own). std::nullopt when it may
/// be taken.
std::optional<base::Failure> check_new_name(const std::string& name, const std::vector<std::string>& taken);

} // namespace berth::distro
