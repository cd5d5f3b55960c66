// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/host/init_watch.hpp"

#include <csignal>
#include <utility>

#include <poll.h>

#include "base/linux/pid_fd.hpp"

namespace berth::lifecycle {

void InitWatch::watch(int init_host_pid, std::function<void()> on_end)
{
    stop();
    process_ = base::open_pid_fd(init_host_pid);
    registration_ = loop_.add_fd(process_.get(), POLLIN, [this, on_end = std::move(on_end)] {
        const auto told = on_end; // stopping destroys this function
        stop();
        told();
    });
}

void InitWatch::stop()
{
    loop_.remove(std::exchange(registration_, 0));
    process_.reset();
}

void InitWatch::kill() const
{
    if (process_) {
        base::send_signal(process_.get(), SIGKILL);
    }
}

} // namespace berth::lifecycle
