// SPDX-License-Identifier: Apache-2.0
// The handlers of lifecycle's commands about the engine's network, and what is known of it.
#include "services/netbridge/host/netbridge_service.hpp"

namespace berth::netbridge {

void NetbridgeService::prepare_network(const v1::PrepareNetwork& command,
                                       const client::ResponderPtr& responder)
{
    if (command.init_host_pid() <= 0) {
        responder->fail(bus::v1::STATUS_CODE_INVALID, "PrepareNetwork needs the pid of the engine's init");
        return;
    }
    const auto prepared = network_->prepare(command.init_host_pid());
    if (!prepared) {
        responder->fail(bus::v1::STATUS_CODE_FAILED, prepared.error().message, prepared.error().hint);
        return;
    }
    context_.log().info("connected the engine's network: {}", *prepared);
    v1::PrepareNetworkResponse response;
    *response.mutable_network() = network_->status();
    responder->reply(response);
    publish_network();
    sockets_.expect_engine(true);
}

void NetbridgeService::release_network(const client::ResponderPtr& responder)
{
    network_->release();
    sockets_.expect_engine(false);
    context_.log().info("released the engine's network");
    responder->reply(v1::ReleaseNetworkResponse());
    publish_network();
}

/// This process is newer than the engine: what the earlier one has made may be there, or gone.
void NetbridgeService::on_engine(const lifecycle::v1::EngineStatus& engine)
{
    using Engine = lifecycle::v1::EngineStatus;
    const bool runs = engine.init_host_pid() != 0 &&
                      (engine.state() == Engine::STATE_READY || engine.state() == Engine::STATE_DEGRADED);
    if (runs && !network_->is_there()) {
        network_->adopt(engine.init_host_pid());
        sockets_.expect_engine(network_->is_there());
        publish_network();
    }
}

} // namespace berth::netbridge
