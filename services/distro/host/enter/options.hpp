// SPDX-License-Identifier: Apache-2.0
// What berth-distro-enter is told.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <sys/types.h>

namespace berth::distro {

/// Exit codes of its own, as docker, chroot and env have them; all others are the command's.
constexpr int kEnterFailed = 125;   ///< the command was not run: no such user, distro, directory
constexpr int kNotExecutable = 126; ///< it was found and could not be executed
constexpr int kNotFound = 127;
constexpr int kSignalBase = 128; ///< 128 + N: signal N ended it

struct EnterOptions {
    std::string name;
    pid_t init_pid = 0;               ///< berth-distro-init, in the caller's pid namespace
    std::uint64_t start_time = 0;     ///< of that process
    std::string user;                 ///< name or number in the distro; empty: default_user
    std::string default_user;         ///< empty: what /etc/wsl.conf says, else root
    std::string directory;            ///< in the distro; empty: the user's home
    std::vector<std::string> command; ///< empty: the user's login shell
};

} // namespace berth::distro
