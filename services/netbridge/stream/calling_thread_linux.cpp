// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/stream/calling_thread.hpp"

#include <csignal>

#include <pthread.h>
#include <sched.h>

namespace berth::netbridge {
namespace {

thread_local int polite = 0; // how many want it to be

void set_policy(int policy)
{
    const sched_param no_priority{};
    (void)::pthread_setschedparam(::pthread_self(), policy, &no_priority); // at worst it is slower
}

} // namespace

void take_no_signals()
{
    sigset_t all;
    ::sigfillset(&all);
    (void)::pthread_sigmask(SIG_BLOCK, &all, nullptr); // cannot fail with these arguments
}

WakesPolitely::WakesPolitely()
{
    if (++polite == 1) {
        set_policy(SCHED_BATCH);
    }
}

WakesPolitely::~WakesPolitely()
{
    if (--polite == 0) {
        set_policy(SCHED_OTHER);
    }
}

} // namespace berth::netbridge
