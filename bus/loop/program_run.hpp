// SPDX-License-Identifier: Apache-2.0
// One run of a helper program as a child of the loop: its output is collected, its end reported, nobody waits
// for it, and it has a deadline. Belongs to the loop's thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "base/exit_status.hpp"
#include "base/process_spec.hpp"
#include "loop/event_loop.hpp"

namespace berth::loop {

/// What a helper program said and how it ended.
struct ProgramEnd {
    base::ExitStatus status; ///< of an overdue one: what TERM or KILL made of it
    bool overdue = false;    ///< its deadline was over before it had ended
    std::string output;      ///< standard output, its first kOutputLimit bytes
    std::string error_output;
};

class ProgramRun {
public:
    using OnEnd = std::function<void(const ProgramEnd&)>;
    using OnOutput = std::function<void(const std::string& text)>;

    static constexpr std::size_t kOutputLimit = 64U << 10U;      ///< kept of each output; the rest is dropped
    static constexpr std::chrono::milliseconds kTermGrace{1000}; ///< from TERM, at the deadline, to KILL
    /// From KILL until a helper that even this does not end, because it hangs in the kernel, is given up.
    static constexpr std::chrono::milliseconds kKillGrace{500};

    /// `on_end` is called once on the loop's thread, never before the constructor returns, at the latest
    /// `deadline` and both graces from now, and may destroy this. Throws SystemError when the program cannot
    /// be started.
    ///
    /// `on_output` gets standard output as it comes, all of it and before `on_end`, and may not destroy this.
    ProgramRun(EventLoop& loop, const base::ProcessSpec& spec, std::chrono::milliseconds deadline,
               OnEnd on_end, OnOutput on_output = {});
    /// Ends the helper when it still runs, as base::Child does; `on_end` is not called then.
    ~ProgramRun();
    ProgramRun(const ProgramRun&) = delete;
    ProgramRun& operator=(const ProgramRun&) = delete;

private:
    class Watched;
    std::unique_ptr<Watched> watched_;
};

} // namespace berth::loop
