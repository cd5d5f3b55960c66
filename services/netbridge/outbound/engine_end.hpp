// SPDX-License-Identifier: Apache-2.0
// The user mode's end inside the engine's network namespace: device, routes, rules and sockets
// (core/outbound/engine_rules.hpp says how they work together).
//
// All of it lies in kernel objects that stay in the namespace in which they were made: so a process of the
// host may hold and use the descriptors.
#pragma once

#include <string>

#include "base/linux/namespaces.hpp"
#include "base/unique_fd.hpp"
#include "services/netbridge/core/outbound/outside_places.hpp"

namespace berth::netbridge {

inline constexpr const char* kEngineDevice = "eth0";

/// Why this machine cannot have the user mode; empty where it can.
std::string user_mode_problem();

struct EngineEnd {
    base::UniqueFd device;      ///< whole IP packets
    base::UniqueFd listener_v4; ///< transparent: an accepted socket's own name is what was asked for
    base::UniqueFd listener_v6;
    base::UniqueFd raw_v4; ///< sends whole IP packets
    base::UniqueFd raw_v6;
};

/// Makes what is missing, on the calling thread, in the namespace: safe to repeat. `before` is what an
/// earlier process has made, as far as it is known: its listeners are listened at again. The device is as
/// persistent as the namespace. Throws SystemError or Error.
EngineEnd open_engine_end(const base::NamespaceFd& engine, const UserAddresses& addresses, EngineEnd before);

/// A socket for datagrams in that namespace: what it sends comes from `flow.outside`, and goes to
/// `flow.inside`. Throws SystemError.
base::UniqueFd open_datagrams_inside(const base::NamespaceFd& engine, const FlowEnds& flow);

} // namespace berth::netbridge
