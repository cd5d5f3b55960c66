// SPDX-License-Identifier: Apache-2.0
// What a thread that moves bytes asks of the kernel for itself.
#pragma once

namespace berth::netbridge {

/// Signals are the main thread's. SIGPIPE above all: splice(2) into a closed socket raises it and has no flag
/// against it; blocked it is the EPIPE that the caller looks at.
void take_no_signals();

/// While one lives the thread that made it, when it wakes up, waits for its turn instead of interrupting who
/// runs (SCHED_BATCH). For long answers: the engine then fills its socket instead of being thrown out at each
/// of its writes, and everybody falls asleep and wakes up more rarely for the same bytes. Not for calls,
/// which would wait for their turn as well. Belongs to its thread.
class WakesPolitely {
public:
    WakesPolitely();
    ~WakesPolitely();
    WakesPolitely(const WakesPolitely&) = delete;
    WakesPolitely& operator=(const WakesPolitely&) = delete;
};

} // namespace berth::netbridge
