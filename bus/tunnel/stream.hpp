// SPDX-License-Identifier: Apache-2.0
// Dials and listens at an endpoint. Every descriptor made here is non-blocking and CLOEXEC.
// hvsock endpoints are refused outside Windows.
#pragma once

#include <sys/types.h>

#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "tunnel/endpoint.hpp"

namespace berth::tunnel {

/// An unconnected socket of the endpoint's family. Throws base::Error.
base::UniqueFd make_stream_socket(const Endpoint& endpoint);

enum class ConnectState {
    connected,
    in_progress, ///< writable once decided; then ask connect_result()
    busy,        ///< unix only: the listener's queue is full; call again a little later
};

/// Starts connecting the socket; never blocks. Fails with the system's reason.
base::Result<ConnectState> start_connect(int socket_fd, const Endpoint& endpoint);

/// How a connect that was in progress ended: 0 or an errno.
int connect_result(int socket_fd);

/// Listens; a unix socket gets mode 0600 and takes the place of a stale one. Throws base::Error.
base::UniqueFd listen_stream(const Endpoint& endpoint);

/// Whether the peer of an accepted connection may use the tunnel: for unix, root or our own user by
/// SO_PEERCRED; for vsock the other machine's kernel is trusted to let only its root reach the port.
bool peer_allowed(int socket_fd, const Endpoint& listener);

} // namespace berth::tunnel
