// SPDX-License-Identifier: Apache-2.0
// Everything of the service that moves bytes, on a thread of its own: API proxy, published ports, probes.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/unique_fd.hpp"
#include "service/kept_fds.hpp"
#include "services/netbridge/host/gate/start_gate.hpp"
#include "services/netbridge/host/ports/port_publisher.hpp"
#include "services/netbridge/stream/stream_parts.hpp"

namespace berth::netbridge {

class DataPlane {
public:
    struct Reports { ///< called on the data thread
        PortPublisher::OnChange on_ports;
        StartGate::OnReport on_gate;
    };
    /// `leases` listens for ports.proto; `dial_socket` is the host's view of the guest's dial socket;
    /// its paths.sock lies beside it.
    /// The kept descriptors outlive it.
    DataPlane(base::UniqueFd leases, const std::filesystem::path& dial_socket, service::KeptFds& kept,
              Reports reports);
    /// Ends every connection.
    ~DataPlane();
    DataPlane(const DataPlane&) = delete;
    DataPlane& operator=(const DataPlane&) = delete;

    /// From any thread: serves docker clients of the origin ("host" or a distro's name) that come to the
    /// listener, which is at `path` in the host's mount namespace; or accepts no more of them, while those
    /// that are connected go on.
    void open(const std::string& origin, base::UniqueFd listener, const std::filesystem::path& path);
    void close(const std::string& origin);

    /// From any thread. `on_result` is called on the data thread: empty when the API answered through the
    /// socket.
    void probe(const std::filesystem::path& api_socket,
               std::function<void(const std::string& why)> on_result);

    /// From any thread: goes on with streams that an earlier process gave away; gives away all that are open,
    /// and accepts no more of anything. Calls whose answer is under way cannot be given away.
    void take_streams(std::vector<StreamParts> streams);
    std::vector<StreamParts> give_streams_away();

    /// From any thread: the distros that the engine sees, and a look at what waits for one.
    void set_attached(std::set<std::string> distros);
    void look_at_gate();
    /// What its start has left behind is tried again.
    void engine_began();

private:
    struct Implementation;
    std::unique_ptr<Implementation> implementation_;
};

} // namespace berth::netbridge
