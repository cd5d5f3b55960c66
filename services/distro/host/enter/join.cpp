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
base::UniqueFd hold(const DistroLife& life)
{
    base::UniqueFd process;
    try {
        process = base::open_pid_fd(life.init_pid);
    } catch (const base::SystemError&) {
        throw not_running(life.name);
    }
    if (base::process_start_time(life.init_pid) != life.start_time) {
        throw not_running(life.name);
    }
    return process;
}

} // namespace

void join_distro(const DistroLife& life, int namespaces)
{
    const base::UniqueFd process = hold(life);
    if (::setns(process.get(), namespaces) != 0) {
        throw base::SystemError("entering distro " + life.name, errno, "it needs root");
    }
}

} // namespace berth::distro
