// SPDX-License-Identifier: Apache-2.0
// One distro that is being made: its archive is unpacked by berth-unpack. Destroying this ends it.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "loop/program_run.hpp"
#include "services/distro/host/platform.hpp"

namespace berth::distro {

constexpr std::chrono::milliseconds kUnpackDeadline{3600000}; ///< a large archive on a slow disk

class Creation {
public:
    /// `on_end` is called once on the loop's thread, never before this returns, and may destroy this. Throws
    /// base::Error when the program cannot be started.
    Creation(loop::EventLoop& loop, const v1::CreateDistro& command, const std::string& rootfs,
             Platform::OnProgress on_progress, Platform::OnDone on_end);

    const std::string& name() const { return name_; }

private:
    void on_output(const std::string& text);
    void on_line(const std::string& line);
    void on_program_end(loop::ProgramEnd end);

    std::string name_;
    Platform::OnProgress on_progress_;
    Platform::OnDone on_end_;
    std::string output_; ///< of a line that is not complete yet
    std::string last_line_;
    std::unique_ptr<loop::ProgramRun> run_;
};

} // namespace berth::distro
