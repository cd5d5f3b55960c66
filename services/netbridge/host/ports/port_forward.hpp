// SPDX-License-Identifier: Apache-2.0
// What stands behind a published port while it is open: a socket of the host, and what comes to it taken into
// the engine. Belongs to the data thread. For .cpp files only.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>

#include "services/netbridge/core/dial_target.hpp"
#include "services/netbridge/stream/socket.hpp"

namespace berth::netbridge {

class Dialer;
class StreamTable;

class PortForward {
public:
    virtual ~PortForward() = default; ///< closes the port; streams that are open go on
    virtual int native_handle() const = 0;
};

struct HostPort {
    asio::ip::address address;
    std::uint16_t port = 0;
};

struct ForwardParts {
    asio::io_context& context;
    Dialer& dialer;       ///< outlives the context's last handler
    StreamTable& streams; ///< so does this
    /// Whose the port is now; nobody's any more: std::nullopt.
    std::function<std::optional<InetTarget>()> target;
};

/// The client as the engine's side is told of it (DialRequest.client); empty for one whose address means
/// nothing in there: a program of the host that came by loopback.
std::string shown_client(const asio::ip::address& address, std::uint16_t port);

/// A socket at the port, or `before`: that of an earlier process. nullptr with the error where the port
/// cannot be had.
std::unique_ptr<PortForward> forward_tcp(const HostPort& port, base::UniqueFd before, ForwardParts parts,
                                         ErrorCode& error);
std::unique_ptr<PortForward> forward_udp(const HostPort& port, base::UniqueFd before, ForwardParts parts,
                                         ErrorCode& error);

} // namespace berth::netbridge
