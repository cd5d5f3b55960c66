// SPDX-License-Identifier: Apache-2.0
// Published ports: listens on the host's real addresses for as long as berth-port holds the lease, and joins
// each connection with one to the container, dialled inside the engine. Belongs to the data thread.
#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "base/unique_fd.hpp"
#include "service/kept_fds.hpp"
#include "services/netbridge/core/port_leases.hpp"
#include "services/netbridge/stream/stream_parts.hpp"

namespace boost::asio {
class io_context;
}

namespace berth::netbridge {

class Dialer;
class StreamTable;

class PortPublisher {
public:
    using Ports = std::vector<std::pair<PortKey, PortTarget>>;
    /// The whole table after each change; called on the data thread.
    using OnChange = std::function<void(const Ports&)>;

    /// `leases` is the listening socket of ports.proto. The dialer outlives the context's last handler, and
    /// so do the kept descriptors: a listener of an earlier process is taken over.
    PortPublisher(boost::asio::io_context& context, base::UniqueFd leases, Dialer& dialer,
                  service::KeptFds& kept, OnChange on_change);
    /// Closes all listeners; connections that are open go on until the context ends.
    ~PortPublisher();
    PortPublisher(const PortPublisher&) = delete;
    PortPublisher& operator=(const PortPublisher&) = delete;

    const StreamTable& streams() const;
    std::vector<StreamParts> give_streams_away();

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace berth::netbridge
