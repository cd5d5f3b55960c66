// SPDX-License-Identifier: Apache-2.0
#include "services/updater/host/thread_priority.hpp"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace berth::updater {
namespace {

constexpr int kNicest = 19;
// linux/ioprio.h is not for programs; values from ioprio_set(2).
constexpr int kWhoProcess = 1;
constexpr int kIdleClass = 3 << 13;

} // namespace

void yield_to_others()
{
    const long thread = ::syscall(SYS_gettid); // a thread is a process to both calls; 0 would do as well
    (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(thread),
                        kNicest); // refused: the work is just less polite
    (void)::syscall(SYS_ioprio_set, kWhoProcess, thread, kIdleClass);
}

} // namespace berth::updater
