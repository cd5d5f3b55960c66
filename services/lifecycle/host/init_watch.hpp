// SPDX-License-Identifier: Apache-2.0
// Tells the end of berth-init, which is the end of the engine's namespaces and of all that lives in them.
// Belongs to the loop's thread.
#pragma once

#include <functional>

#include "base/unique_fd.hpp"
#include "loop/event_loop.hpp"

namespace berth::lifecycle {

class InitWatch {
public:
    explicit InitWatch(loop::EventLoop& loop) : loop_(loop) {}
    ~InitWatch() { stop(); }
    InitWatch(const InitWatch&) = delete;
    InitWatch& operator=(const InitWatch&) = delete;

    /// Instead of what was watched before. `on_end` is called once, never before this returns. The pid is
    /// read in the caller's pid namespace; throws SystemError where there is no such process.
    void watch(int init_host_pid, std::function<void()> on_end);
    void stop();
    /// Nothing in the engine's namespaces survives it.
    void kill() const;

private:
    loop::EventLoop& loop_;
    base::UniqueFd process_;
    loop::Registration registration_ = 0;
};

} // namespace berth::lifecycle
