// SPDX-License-Identifier: Apache-2.0
// The containers' DNS server as something to be connected to. For .cpp files only; belongs to a data thread.
#pragma once

#include <memory>

#include <boost/asio/io_context.hpp>

#include "services/netbridge/dns/dns_server.hpp"
#include "services/netbridge/outbound/outward.hpp"

namespace berth::netbridge {

class HostResolver {
public:
    HostResolver(asio::io_context& context, DnsSettings settings)
        : context_(context), server_(std::make_shared<DnsServer>(context, std::move(settings)))
    {}

    /// The other end of a connection to it. Throws boost::system::system_error or SystemError.
    Socket open_stream();
    /// Each datagram is a query, or an answer.
    DatagramSocket open_datagrams();

    const DnsCounters& counters() const { return server_->counters(); }

private:
    asio::io_context& context_;
    std::shared_ptr<DnsServer> server_; ///< also of whoever is being answered
};

} // namespace berth::netbridge
