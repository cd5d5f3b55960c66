// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "berth/distro/v1/distro.pb.h"

namespace berth::cli {

struct DistroCommand {
    std::string user;               ///< empty: the distro's default
    std::string directory;          ///< in the distro; empty: the user's home
    std::vector<std::string> words; ///< empty: the login shell
};

/// This process becomes berth-distro-enter, whose exit code is the command's. Returns by an exception only.
[[noreturn]] void enter_distro(const distro::v1::DistroStatus& distro, const DistroCommand& command);

} // namespace berth::cli
