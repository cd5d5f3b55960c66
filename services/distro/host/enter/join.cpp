// SPDX-License-Identifier: Apache-2.0
#include "services/distro/host/enter/join.hpp"

#include <sched.h>

#include "base/error.hpp"
#include "base/linux/pid_fd.hpp"

namespace berth::distro {
namespace {

base::Error not_running(const std::string& name)
{
    return base::Error("distro " + name + " does not run any more",
                       "run the command again: it is started then");
}

/// The descriptor names the process for good; the start time says that it is the right one.
base::UniqueFd hold(const EnterOptions& options)
{
    base::UniqueFd process;
    try {
        process = base::open_pid_fd(options.init_pid);
    } catch (const base::SystemError&) {
        throw not_running(options.name);
    }
    if (base::process_start_time(options.init_pid) != options.start_time) {
        throw not_running(options.name);
    }
    return process;
}

} // namespace

void join_distro(const EnterOptions& options)
{
    const base::UniqueFd process = hold(options);
    if (::setns(process.get(), CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS) != 0) {
        throw base::SystemError("entering distro " + options.name, errno, "it needs root");
    }
}

} // namespace berth::distro
