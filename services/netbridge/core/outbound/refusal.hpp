// SPDX-License-Identifier: Apache-2.0
// What the host's own attempt to reach a place means for whoever has asked from within the engine.
#pragma once

namespace berth::netbridge {

enum class Refusal {
    reset,      ///< somebody is there, and wants no connection
    network,    ///< no route to that network
    host,       ///< no route to that host
    prohibited, ///< a firewall says no
    silence,    ///< nobody has answered: so nobody answers here either
};

/// `error` is connect(2)'s errno on the host.
Refusal refusal_of(int error);

} // namespace berth::netbridge
