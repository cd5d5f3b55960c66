// SPDX-License-Identifier: Apache-2.0
// Free space, and what to make of it. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "frontend/diagnose/check/core/finding.hpp"

namespace berth::diagnose {

struct Room {
    std::uint64_t free_bytes = 0;
    std::uint64_t total_bytes = 0;
    std::uint64_t free_inodes = 0;
    std::uint64_t total_inodes = 0; ///< 0: the file system has no fixed number
    bool read_only = false;
};

struct Wanted {
    std::uint64_t needed = 0;  ///< fewer is a failure
    std::uint64_t comfort = 0; ///< fewer is a warning
};

/// `what` is the directory; `fix` the step for a person.
Finding judge_space(const Room& room, const Wanted& wanted, const std::string& what, const std::string& fix);
Finding judge_inodes(const Room& room, const Wanted& wanted, const std::string& what, const std::string& fix);

/// "7.5 GiB", "12 MiB".
std::string size_words(std::uint64_t bytes);

} // namespace berth::diagnose
