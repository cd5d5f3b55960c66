// SPDX-License-Identifier: Apache-2.0
// The handlers of lifecycle's commands about the engine's network, and what is known of it.
#include "base/files.hpp"
#include "services/netbridge/core/resolv_conf.hpp"
#include "services/netbridge/host/netbridge_service.hpp"

namespace berth::netbridge {
namespace {

std::string text_of_file(const std::string& path)
{
    const auto text = base::read_file(path);
    return text ? *text : "";
}

ResolvConf engine_resolver()
{
    return engine_resolv_conf(text_of_file("/etc/resolv.conf"),
                              text_of_file("/run/systemd/resolve/resolv.conf"));
}

} // namespace

void NetbridgeService::prepare_network(const v1::PrepareNetwork& command,
                                       const client::ResponderPtr& responder)
{
    if (command.init_host_pid() <= 0) {
        responder->fail(bus::v1::STATUS_CODE_INVALID, "PrepareNetwork needs the pid of the engine's init");
        return;
    }
    const auto addresses = network_.prepare(command.init_host_pid());
    if (!addresses) {
        responder->fail(bus::v1::STATUS_CODE_FAILED, addresses.error().message, addresses.error().hint);
        return;
    }
    context_.log().info("linked the engine's network: {} is {} there", ipv4_text(addresses->host),
                        ipv4_text(addresses->engine));
    v1::PrepareNetworkResponse response;
    *response.mutable_network() = network_status();
    responder->reply(response);
    publish_network();
    sockets_.expect_engine(true);
}

void NetbridgeService::release_network(const client::ResponderPtr& responder)
{
    network_.release();
    sockets_.expect_engine(false);
    context_.log().info("released the engine's network");
    responder->reply(v1::ReleaseNetworkResponse());
    publish_network();
}

v1::NetworkStatus NetbridgeService::network_status() const
{
    v1::NetworkStatus status;
    status.set_mode("kernel");
    status.set_host_interface(network_.names().host_interface);
    const EngineNetwork::Present present = network_.present();
    status.set_why(present.why);
    if (present.addresses) {
        status.set_host_address(ipv4_text(present.addresses->host));
        status.set_engine_address(ipv4_text(present.addresses->engine));
        status.set_subnet(present.addresses->subnet.to_text());
    }
    const ResolvConf resolver = engine_resolver();
    status.set_resolv_conf(to_text(resolver));
    if (resolver.servers.empty()) {
        status.set_hint("the host's DNS servers are on its loopback, where the engine cannot reach them: "
                        "name one in /etc/resolv.conf, or set \"dns\" in engine.daemon_json");
    }
    return status;
}

} // namespace berth::netbridge
