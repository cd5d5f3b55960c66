// SPDX-License-Identifier: Apache-2.0
// What a container must not reach: listeners on the host's loopback, held while the probe runs, and the
// addresses at which it tries.
#pragma once

#include <string>
#include <vector>

#include "base/unique_fd.hpp"

namespace berth::diagnose {

struct LoopbackListener {
    base::UniqueFd fd = {};
    unsigned port = 0; ///< chosen by the system; 0: this machine has no such loopback
};

LoopbackListener listen_on_loopback_v4();
LoopbackListener listen_on_loopback_v6();

/// Of every interface but loopback, without link-local ones, in the network namespace of the process.
std::vector<std::string> addresses_of(int host_pid);

} // namespace berth::diagnose
