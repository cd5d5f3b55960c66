// SPDX-License-Identifier: Apache-2.0
// What the preflight of an engine's start finds, told check by check. Pure.
#pragma once

#include <string>
#include <vector>

#include "frontend/diagnose/check/core/finding.hpp"
#include "services/lifecycle/core/preflight.hpp"

namespace berth::diagnose {

/// `found` is all that lifecycle::find_problems() says; `begins` is how the ids of this check's part of it
/// begin: "namespace.", "loop". What blocks an engine is a failure, what degrades it a warning.
Finding judge_kernel(const std::vector<lifecycle::Finding>& found, const std::string& begins,
                     const std::string& good);

/// "version 1: blkio, cpu, …".
std::string cgroup_words(const lifecycle::Facts& facts);
/// "ipc, mnt, net, …".
std::string namespace_words(const lifecycle::Facts& facts);

} // namespace berth::diagnose
