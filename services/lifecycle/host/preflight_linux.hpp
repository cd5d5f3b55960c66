// SPDX-License-Identifier: Apache-2.0
// Collects preflight's facts from the running machine. Tries things rather than reading version numbers;
// leaves nothing behind; takes less than kProbeBudget on an idle machine.
#pragma once

#include <chrono>

#include "services/lifecycle/core/preflight.hpp"

namespace berth::lifecycle {

constexpr std::chrono::milliseconds kProbeBudget{15};

/// Safe in a program with threads. Kernel modules that a trial needs get loaded by the kernel itself.
Facts probe_machine();

} // namespace berth::lifecycle
