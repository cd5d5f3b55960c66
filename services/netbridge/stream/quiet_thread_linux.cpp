// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/stream/quiet_thread.hpp"

#include <csignal>

namespace berth::netbridge {

void take_no_signals()
{
    sigset_t all;
    ::sigfillset(&all);
    (void)::pthread_sigmask(SIG_BLOCK, &all, nullptr); // cannot fail with these arguments
}

} // namespace berth::netbridge
