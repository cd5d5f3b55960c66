// SPDX-License-Identifier: Apache-2.0
// What berth-distro-integrate is told, and what it answers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

namespace berth::distro {

struct IntegrateOptions {
    std::string name;
    pid_t init_pid = 0;             ///< the distro's first process, in the caller's pid namespace
    std::uint64_t start_time = 0;   ///< of that process
    std::filesystem::path share;    ///< the distro's own directory, in the host's mount namespace
    std::filesystem::path client;   ///< with docker and cli-plugins/, there; empty: a socket alone
    std::filesystem::path launcher; ///< berth-docker-launcher, there
    std::string default_user;       ///< empty: what /etc/wsl.conf says, else root
    std::vector<std::string> made;  ///< by earlier calls, in the distro, in that order
};

struct IntegrateReport {
    std::vector<std::string> made = {}; ///< now: links and directories in the distro
    std::string client = {};            ///< the docker that the distro's shells find
    std::uint32_t socket_uid = 0;
    std::uint32_t socket_gid = 0;
    std::string why = {}; ///< the socket is there and something else is not
};

} // namespace berth::distro
