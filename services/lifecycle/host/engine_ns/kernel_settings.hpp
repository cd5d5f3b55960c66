// SPDX-License-Identifier: Apache-2.0
// Settings that belong to the new namespaces and to the processes in them; none of them touches the host's
// own.
#pragma once

#include <string>

namespace berth::lifecycle {

/// Soft and hard limits for the engine and all containers, as far as the machine lets us.
void raise_limits();

/// Of the uts namespace. Throws SystemError.
void set_hostname(const std::string& hostname);

/// Interface lo of the network namespace. Throws SystemError.
void bring_loopback_up();

/// Forwarding and what containers' networks need, in the network namespace that /proc shows. What this kernel
/// does not have is left out, except IPv4 forwarding, without which no container reaches anything: throws
/// SystemError.
void apply_sysctls();

} // namespace berth::lifecycle
