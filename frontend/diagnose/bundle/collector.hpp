// SPDX-License-Identifier: Apache-2.0
// What a collector is. A bundle has nothing in it that did not come from the table in collectors.cpp.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "base/instance.hpp"

namespace berth::bundle {

/// A file of the bundle before its redaction. Its name's ending says what it is: .json, .jsonl (one object a
/// line) or text.
struct File {
    std::string path; ///< in the archive, below its directory
    std::string content;
    bool is_cut = false; ///< only its newest lines are there
};

/// What a collector found, and what it could not.
struct Findings {
    std::vector<File> files = {};
    std::vector<std::string> gaps = {}; ///< "docker info: …", one line each with the reason
};

/// What collectors know of the command that they serve.
struct Scene {
    base::Instance instance;
    std::function<std::string()> ask_status = {}; ///< `berth status --json`, or throws base::Error
    /// `berth diagnose check --json` without the checks that start a container. Throws as above.
    std::function<std::string()> ask_checks = {};
};

struct Collector {
    std::string id;    ///< "engine-api"
    std::string title; ///< for people
    std::chrono::milliseconds deadline;
    /// Runs in a process of its own, which is killed at the deadline. What it throws becomes a gap.
    void (*collect)(const Scene& scene, Findings& findings);
};

/// In the order of the bundle.
const std::vector<Collector>& all_collectors();

} // namespace berth::bundle
