// SPDX-License-Identifier: Apache-2.0
// What clocks say, and what to make of it. Pure. Times are seconds since the epoch unless said.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "frontend/diagnose/check/core/finding.hpp"

namespace berth::diagnose {

/// `program_made` is when berth's own program was written to this disk: now cannot be before that.
Finding judge_host_clock(std::int64_t now, std::int64_t program_made);

/// The engine's wall clock (RFC 3339, as dockerd prints it) against the host's at the same moment.
Finding judge_engine_clock(const std::string& engine_time, std::int64_t before, std::int64_t after);

/// `awake` does not count the time in which the machine was suspended, `since_boot` does.
Finding judge_suspension(std::chrono::seconds since_boot, std::chrono::seconds awake);

} // namespace berth::diagnose
