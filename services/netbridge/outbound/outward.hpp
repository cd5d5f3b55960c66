// SPDX-License-Identifier: Apache-2.0
// The outside as the host sees it: what makes the sockets there. For .cpp files only.
#pragma once

#include <string>

#include <boost/asio/io_context.hpp>

#include "services/netbridge/core/outbound/flow_ends.hpp"
#include "services/netbridge/dns/dns_server.hpp"
#include "services/netbridge/stream/datagram_socket.hpp"
#include "services/netbridge/stream/socket.hpp"

namespace berth::netbridge {

template <class S>
struct Dialled {
    S socket;      ///< open when there is no error
    int error = 0; ///< connect(2)'s errno, on the host
};

/// Whether an echo request was answered.
struct EchoAnswer {
    bool answered = false;
    int error = 0; ///< errno of what was said instead; 0: nothing was
};

/// All endpoints are the host's own view of the world. Belongs to a data thread, and outlives its handlers.
class Outward {
public:
    virtual ~Outward() = default;

    /// On the data thread, before all others.
    virtual void begin(asio::io_context& context) = 0;
    /// There, too: it keeps nothing of the context, and what is asked later fails.
    virtual void end() = 0;
    /// Waits as long as the host's own connect(2).
    virtual asio::awaitable<Dialled<Socket>> connect(IpEndpoint place) = 0;
    /// A socket whose only peer is the place.
    virtual asio::awaitable<Dialled<DatagramSocket>> connect_datagrams(IpEndpoint place) = 0;
    /// Asks whether somebody is there, with that payload.
    virtual asio::awaitable<EchoAnswer> echo(IpAddress place, std::string payload) = 0;
    /// The same two of the DNS server that resolves as the host does.
    virtual asio::awaitable<Dialled<Socket>> connect_resolver() = 0;
    virtual asio::awaitable<Dialled<DatagramSocket>> connect_resolver_datagrams() = 0;
    /// Of that server; all 0 where it is in another process.
    virtual DnsCounters dns_counters() const = 0;
};

} // namespace berth::netbridge
