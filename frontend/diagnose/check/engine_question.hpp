// SPDX-License-Identifier: Apache-2.0
// One GET to the docker API, waited for.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace berth::diagnose {

constexpr std::chrono::milliseconds kApiDeadline{3000}; ///< dockerd answers these from memory

/// The body of a 200, or why there was none, which names the deadline.
base::Result<std::string> ask_docker(const std::filesystem::path& socket, const std::string& target,
                                     std::chrono::milliseconds deadline = kApiDeadline);

} // namespace berth::diagnose
