// SPDX-License-Identifier: Apache-2.0
// What the distro service's helper programs say: one line of JSON at their end, {"error", "hint"} when they
// failed. Pure.
#pragma once

#include <chrono>
#include <string>

#include <nlohmann/json.hpp>

#include "base/result.hpp"
#include "loop/program_run.hpp"

namespace berth::distro {

/// The answer, or why there is none. `program` and `doing` are for messages: "berth-projector", "projecting".
base::Result<nlohmann::json> helper_answer(const std::string& program, const std::string& doing,
                                           std::chrono::milliseconds deadline, const loop::ProgramEnd& end);

} // namespace berth::distro
