// SPDX-License-Identifier: Apache-2.0
// How berth-projector is called, and what its end means. The run itself is a loop::ProgramRun.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/process_spec.hpp"
#include "base/result.hpp"
#include "loop/program_run.hpp"
#include "services/distro/core/projections.hpp"

namespace berth::distro {

/// How long a projection may take: a few milliseconds, unless a file system of the distro hangs. With the
/// time to end an overdue one shorter than what lifecycle waits for the answer to RestoreProjections.
constexpr std::chrono::milliseconds kProjectorDeadline{8000};

/// "berth-projector attach …". `hidden`: berth's own directories on the host.
base::ProcessSpec attach_spec(const Distro& distro, int init_pid, const std::vector<std::string>& hidden);

base::ProcessSpec detach_spec(const std::string& name, int init_pid);

/// What the program's one line of output and its exit mean; std::nullopt when it went well. Pure.
std::optional<base::Failure> judge_output(const loop::ProgramEnd& end);

} // namespace berth::distro
