// SPDX-License-Identifier: Apache-2.0
// A check as data: what it is called, what it needs, what it does. all_checks.cpp is the table of them.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "frontend/diagnose/check/core/finding.hpp"
#include "frontend/diagnose/check/core/gate.hpp"
#include "frontend/diagnose/check/progress.hpp"
#include "frontend/diagnose/check/scene.hpp"

namespace berth::diagnose {

/// For what reads memory and local files; a disk or a daemon that hangs is found out by it.
constexpr std::chrono::milliseconds kLookDeadline{5000};

struct Check {
    std::string id;    ///< "store.space"; stable, for scripts
    std::string title; ///< what is so when it passes
    /// Runs in a thread of its own that is left behind at the deadline. A base::Error that it throws is its
    /// failure.
    std::function<Finding(const Scene& scene, Progress& progress)> run;
    Needs needs = {};
    std::chrono::milliseconds deadline = kLookDeadline;
};

/// In the order in which they are run and shown; whatever a check needs stands before it.
const std::vector<Check>& all_checks();

std::vector<std::string> ids_of(const std::vector<Check>& checks);

// One for each area, made in the files of their names.
std::vector<Check> kernel_checks();
std::vector<Check> store_checks();
std::vector<Check> disk_checks();
std::vector<Check> image_checks();
std::vector<Check> service_checks();
std::vector<Check> api_checks();
std::vector<Check> leftover_checks();
std::vector<Check> mount_checks();
std::vector<Check> socket_checks();
std::vector<Check> network_checks();
std::vector<Check> dns_checks();
std::vector<Check> clock_checks();
std::vector<Check> certificate_checks();
std::vector<Check> context_checks();
std::vector<Check> log_checks();
std::vector<Check> isolation_checks();

} // namespace berth::diagnose
