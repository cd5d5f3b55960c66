// SPDX-License-Identifier: Apache-2.0
#include "services/distro/host/process_watch.hpp"

#include <unistd.h>

#include "base/linux/pid_fd.hpp"

namespace berth::distro {

int own_pid()
{
    return ::getpid();
}

ProcessWatch::ProcessWatch(loop::EventLoop& loop, int pid, loop::Callback on_end)
    : loop_(loop), process_(base::open_pid_fd(pid))
{
    registration_ =
        loop_.add_fd(process_.get(), loop::EventLoop::kReadable, [this, on_end = std::move(on_end)] {
            loop_.remove(registration_); // it stays readable
            on_end();
        });
}

void ProcessWatch::signal(int number) const
{
    base::send_signal(process_.get(), number);
}

ProcessWatch::~ProcessWatch()
{
    loop_.remove(registration_);
}

} // namespace berth::distro
