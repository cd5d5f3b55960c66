// SPDX-License-Identifier: Apache-2.0
// What a relay shall do, as data, and the command line it is made from. Pure.
//
//   berth-tunnel host  --listen URL --map PORT=/local.sock ...   accepts from the guest, connects to local
//   sockets berth-tunnel guest --dial URL   --map /local.sock=PORT ...   listens at local sockets, dials the
//   host
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "tunnel/endpoint.hpp"

namespace berth::tunnel {

struct ListenerPlan {
    Endpoint endpoint;
    bool asks_port = false; ///< each accepted stream begins with a CONNECT line, answered with OK
    /// By the port asked for. A listener that does not ask has exactly one, under 0.
    std::map<std::uint32_t, Target> targets;
};

using RelayPlan = std::vector<ListenerPlan>;

/// One listener for all ports at a unix address; one for each port at a vsock address.
RelayPlan plan_host(const Endpoint& listen, const std::map<std::uint32_t, std::string>& sockets_by_port);

/// One listener for each local socket.
RelayPlan plan_guest(const Endpoint& dial, const std::map<std::string, std::uint32_t>& ports_by_socket);

/// The words behind the program's name.
base::Result<RelayPlan> parse_arguments(const std::vector<std::string>& words);

constexpr const char* kUsage = "usage: berth-tunnel host  --listen URL --map PORT=/local.sock [--map ...]\n"
                               "       berth-tunnel guest --dial URL   --map /local.sock=PORT [--map ...]\n"
                               "URL is unix:///absolute/path or vsock://CID\n";

} // namespace berth::tunnel
