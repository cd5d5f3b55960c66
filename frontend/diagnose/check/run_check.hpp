// SPDX-License-Identifier: Apache-2.0
// Runs checks one after another, each in a thread of its own with its deadline: one that hangs is left behind
// and told as a failure, with what it waited for.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "frontend/diagnose/check/check.hpp"
#include "frontend/diagnose/check/core/report.hpp"

namespace berth::diagnose {

struct Outside {
    /// Of signals: when it can be read, the run ends after the present check. -1: none.
    int interrupt_fd = -1;
    /// Called before each check that is shown.
    std::function<void(const Check&)> on_begin = [](const Check&) {};
};

struct Run {
    Report report;
    bool interrupted = false;
    /// A thread was left behind: it may wake at any moment, so the program must end without destructors.
    bool left_threads = false;
};

/// Runs those of `checks` whose ids are chosen, and without showing them those that they need.
Run run_checks(const std::vector<Check>& checks, const std::vector<std::string>& chosen,
               const std::shared_ptr<const Scene>& scene, const Outside& outside);

} // namespace berth::diagnose
