// SPDX-License-Identifier: Apache-2.0
// One run of berth-projector as a child process, watched by the loop: nobody blocks, and it has a deadline.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/child.hpp"
#include "base/result.hpp"
#include "loop/event_loop.hpp"
#include "services/distro/core/projections.hpp"

namespace berth::distro {

/// How long a projection may take: a few milliseconds, unless a file system of the distro hangs. Shorter than
/// what lifecycle waits for the answer to RestoreProjections.
constexpr std::chrono::milliseconds kProjectorDeadline{8000};

/// "berth-projector attach …". `hidden`: berth's own directories on the host.
base::ProcessSpec attach_spec(const Distro& distro, pid_t init_pid, const std::vector<std::string>& hidden);

class ProjectorRun {
public:
    /// std::nullopt when it went well.
    using OnEnd = std::function<void(const std::optional<base::Failure>&)>;

    /// `on_end` is called once on the loop's thread, never before the constructor returns, and may destroy
    /// this. Throws SystemError when the program cannot be started.
    ProjectorRun(loop::EventLoop& loop, const base::ProcessSpec& spec, OnEnd on_end);
    /// Kills the helper when it still runs; on_end is not called then.
    ~ProjectorRun();
    ProjectorRun(const ProjectorRun&) = delete;
    ProjectorRun& operator=(const ProjectorRun&) = delete;

private:
    void on_exit();
    void on_deadline();

    loop::EventLoop& loop_;
    OnEnd on_end_;
    base::UniqueFd output_;
    base::Child child_;
    loop::Registration exit_watch_ = 0;
    loop::Registration deadline_ = 0;
};

/// What the program's one line of output and its exit mean; pure.
std::optional<base::Failure> judge_output(const base::ExitStatus& status, const std::string& output);

} // namespace berth::distro
