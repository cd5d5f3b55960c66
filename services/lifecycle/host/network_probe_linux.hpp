// SPDX-License-Identifier: Apache-2.0
// Tries what the engine's network is made of, in a network namespace that is thrown away.
#pragma once

#include "services/lifecycle/core/preflight.hpp"

namespace berth::lifecycle {

struct NetworkTrials {
    Trial veth, bridge, nf_tables;
};

/// Really makes a veth pair, a bridge and a NAT chain. unshare(CLONE_NEWNET) concerns one thread, so a thread
/// of its own does it, and everything ends with that thread; the caller may have other threads.
NetworkTrials try_network();

} // namespace berth::lifecycle
