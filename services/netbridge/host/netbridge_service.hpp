// SPDX-License-Identifier: Apache-2.0
// berth-netbridge on the bus: commands, state topics and health; the bytes are the data plane's.
#pragma once

#include <memory>
#include <string>

#include "berth/lifecycle/v1/engine.pb.h"
#include "berth/netbridge/v1/network.pb.h"
#include "service/service.hpp"
#include "services/netbridge/host/data_plane.hpp"
#include "services/netbridge/host/gate/gate_board.hpp"
#include "services/netbridge/host/network/network_mode.hpp"
#include "services/netbridge/host/sockets/api_sockets.hpp"
#include "services/netbridge/host/sockets/default_socket.hpp"
#include "services/netbridge/host/sockets/distro_sockets.hpp"

namespace berth::netbridge {

class NetbridgeService final : public service::Service {
public:
    explicit NetbridgeService(service::Context& context);
    ~NetbridgeService() override;

    bus::v1::Health health() override;
    void stop(bus::v1::DrainReason reason, std::function<void()> done) override;

private:
    void handle_commands();
    void prepare_network(const v1::PrepareNetwork& command, const client::ResponderPtr& responder);
    void release_network(const client::ResponderPtr& responder);

    ApiSockets::Plane api_plane();
    GateBoard::Gate gate();
    void open_own_socket();
    void drop_left();
    void on_socket(const std::string& origin, bool is_news);
    void on_ports(const PortPublisher::Ports& ports);

    void publish_network(); ///< when it has changed
    void on_engine(const lifecycle::v1::EngineStatus& engine);

    service::Context& context_;
    const std::filesystem::path api_socket_;
    std::unique_ptr<NetworkMode> network_;
    DefaultSocket default_socket_;
    bool default_socket_wanted_ = false;

    std::string last_published_;
    std::string last_health_;
    v1::PortsChanged ports_;
    std::unique_ptr<GateBoard> gate_;
    loop::Registration probe_timer_ = 0;
    loop::Registration grace_timer_ = 0;
    ApiSockets sockets_;
    std::unique_ptr<DistroSockets> distro_sockets_;

    std::unique_ptr<DataPlane> data_plane_; // last: its thread ends before what it reports to
};

} // namespace berth::netbridge
