// SPDX-License-Identifier: Apache-2.0
// What this process's epoll sets hold: each of it wakes a thread up for every byte.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <sys/stat.h>

#include "base/error.hpp"

namespace berth::netbridge::test {

/// How many watches /proc tells of with such a text in their line.
inline int epoll_watches(std::string_view text = "")
{
    int watches = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fdinfo")) {
        std::ifstream info(entry.path());
        for (std::string line; std::getline(info, line);) {
            watches += line.starts_with("tfd:") && (line + " ").find(text) != std::string::npos ? 1 : 0;
        }
    }
    return watches;
}

/// How many of them watch the file behind the descriptor.
inline int epoll_watches_of(int fd)
{
    struct stat file {};
    if (::fstat(fd, &file) != 0) {
        throw base::SystemError("looking at a descriptor");
    }
    return epoll_watches(fmt::format(" ino:{:x} ", file.st_ino));
}

} // namespace berth::netbridge::test
