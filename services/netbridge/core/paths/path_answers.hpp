// SPDX-License-Identifier: Apache-2.0
// What has to be looked at before a caller's paths can be translated, and what was seen there.
//
// Links and missing directories are facts of a distro's files, and only the engine's side sees every
// distro's. So a translation has two halves of pure text with one question for each distro between them: the
// first half says what to ask, the second takes the answers.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "base/result.hpp"

namespace berth::netbridge {

/// Paths of one distro, absolute there; true: where nothing is, a directory shall be made.
using DistroQuestion = std::map<std::string, bool>;

struct DistroAnswer {
    bool attached = false; ///< the engine sees the distro; else there are no paths
    /// By the path that was asked for: the path to use in its place, or why it cannot be used.
    std::map<std::string, base::Result<std::string>> paths;
};

/// By the distro's name; "host" is one.
using PathQuestions = std::map<std::string, DistroQuestion>;
using PathAnswers = std::map<std::string, DistroAnswer>;

/// Paths of one body that are looked at.
inline constexpr std::size_t kMaxPathsOfBody = 1024;

} // namespace berth::netbridge
