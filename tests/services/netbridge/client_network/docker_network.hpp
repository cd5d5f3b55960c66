// SPDX-License-Identifier: Apache-2.0
// Network namespaces of the test's own, as an engine has them:
//
//   outside ─ eth0 of the engine 192.168.65.2, fd65::2 ─ docker0 172.17.0.1, fd17::1 ─ container .2
//
// with dockerd's rules for a container that publishes port 80 of TCP and UDP.
#pragma once

#include "network_namespace.hpp"

namespace berth::netbridge::test {

/// Connects the three and gives them addresses and rules.
void make_docker_network(const NetworkNamespace& outside, const NetworkNamespace& engine,
                         const NetworkNamespace& container);

} // namespace berth::netbridge::test
