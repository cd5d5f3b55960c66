// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/netbridge_service.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/linux/unix_socket.hpp"
#include "services/netbridge/core/resolv_conf.hpp"
#include "services/netbridge/host/api_socket.hpp"

namespace berth::netbridge {
namespace {

/// Between two live probes of the API; a probe more is made when something changes.
constexpr std::chrono::milliseconds kProbeInterval{3000};

constexpr const char* kDefaultSocket = "/var/run/docker.sock";

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

NetbridgeService::NetbridgeService(service::Context& context)
    : context_(context), api_socket_(context.instance().run_dir() / "docker.sock"),
      network_(context.instance().name(), context.settings().network().subnet(),
               context.instance().run_dir()),
      default_socket_(kDefaultSocket, api_socket_)
{
    allow_many_descriptors();
    const auto leases_dir = context.instance().run_dir() / "netbridge";
    base::make_directories(leases_dir, 0700);
    engine_expected_ = network_.present().addresses.has_value(); // restarted beside a living engine
    data_plane_ = std::make_unique<DataPlane>(
        DataPlane::Listeners{.api = listen_for_docker_clients(api_socket_),
                             .api_path = api_socket_,
                             .leases = base::listen_unix(leases_dir / "ports.sock", 0600)},
        context.instance().tunnel_dir() / "netbridge.sock",
        DataPlane::Reports{
            .on_ports =
                [this](const PortPublisher::Ports& ports) {
                    context_.loop().post([this, ports] { on_ports(ports); });
                },
            .on_gate =
                [this](const StartGate::Report& report) {
                    context_.loop().post([this, report] { gate_->on_report(report); });
                },
        });
    gate_ =
        std::make_unique<GateBoard>(context, GateBoard::Gate{
                                                 .set_attached =
                                                     [this](std::set<std::string> distros) {
                                                         if (data_plane_) { // it is gone once berth goes down
                                                             data_plane_->set_attached(std::move(distros));
                                                         }
                                                     },
                                                 .look =
                                                     [this] {
                                                         if (data_plane_) {
                                                             data_plane_->look_at_gate();
                                                         }
                                                     },
                                             });
    const auto& sockets = context.settings().sockets();
    const bool linking = !sockets.has_link_default_socket() || sockets.link_default_socket();
    default_socket_wanted_ = linking && context.instance().name().empty();
    if (default_socket_wanted_) {
        if (const std::string owner = default_socket_.claim(); !owner.empty()) {
            context.log().info("{} is not linked to berth: {}", kDefaultSocket, owner);
        }
    }
    handle_commands();
    publish_network();
    context.bus().publish_state("host.netbridge.ports", ports_);
    probe_timer_ = context.loop().add_periodic(kProbeInterval, [this] { probe_api(); });
    probe_api();
}

NetbridgeService::~NetbridgeService()
{
    context_.loop().remove(probe_timer_);
}

void NetbridgeService::handle_commands()
{
    auto& bus = context_.bus();
    bus.handle<v1::PrepareNetwork>(
        [this](const v1::PrepareNetwork& command, const client::ResponderPtr& responder) {
            prepare_network(command, responder);
        });
    bus.handle<v1::ReleaseNetwork>([this](const v1::ReleaseNetwork&, const client::ResponderPtr& responder) {
        release_network(responder);
    });
    bus.handle<v1::GetNetwork>([this](const v1::GetNetwork&, const client::ResponderPtr& responder) {
        v1::GetNetworkResponse response;
        *response.mutable_network() = network_status();
        *response.add_sockets() = socket_status();
        *response.mutable_ports() = ports_.ports();
        *response.mutable_waiting() = gate_->state().waiting();
        responder->reply(response);
    });
}

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
    engine_expected_ = true;
    v1::PrepareNetworkResponse response;
    *response.mutable_network() = network_status();
    responder->reply(response);
    publish_network();
    probe_api();
}

void NetbridgeService::release_network(const client::ResponderPtr& responder)
{
    network_.release();
    engine_expected_ = false;
    context_.log().info("released the engine's network");
    responder->reply(v1::ReleaseNetworkResponse());
    publish_network();
}

void NetbridgeService::probe_api()
{
    if (probing_ || !engine_expected_) {
        return;
    }
    probing_ = true;
    data_plane_->probe(api_socket_, [this](const std::string& why) {
        context_.loop().post([this, why] { on_probe(why); });
    });
}

void NetbridgeService::on_probe(const std::string& why)
{
    const bool changed = !probed_ || probe_why_.empty() != why.empty();
    probing_ = false;
    probed_ = true;
    probe_why_ = why;
    gate_->engine_answers(why.empty());
    if (changed) {
        context_.bus().announce_health(health());
    }
    publish_network();
}

void NetbridgeService::on_ports(const PortPublisher::Ports& ports)
{
    ports_.clear_ports();
    for (const auto& [key, target] : ports) {
        v1::PublishedPort& port = *ports_.add_ports();
        port.set_protocol(key.protocol);
        port.set_host_address(key.host_address);
        port.set_host_port(key.host_port);
        port.set_container_address(target.address);
        port.set_container_port(target.port);
    }
    context_.bus().publish_state("host.netbridge.ports", ports_);
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

v1::SocketStatus NetbridgeService::socket_status() const
{
    v1::SocketStatus status;
    status.set_host_path(api_socket_);
    status.set_origin("host");
    status.set_answering(engine_expected_ && probed_ && probe_why_.empty());
    status.set_why(engine_expected_ ? (probed_ ? probe_why_ : "not probed yet")
                                    : "the engine is not running");
    return status;
}

void NetbridgeService::publish_network()
{
    v1::NetworkStateChanged event;
    *event.mutable_network() = network_status();
    *event.add_sockets() = socket_status();
    std::string text = event.SerializeAsString();
    if (text != last_published_) {
        last_published_ = std::move(text);
        context_.bus().publish_state("host.netbridge.network", event);
    }
}

bus::v1::Health NetbridgeService::health()
{
    bus::v1::Health health;
    if (!engine_expected_ || (probed_ && probe_why_.empty())) {
        health.set_state(bus::v1::Health::STATE_READY); // without an engine, listening is all there is to it
    } else if (!probed_) {
        health.set_state(bus::v1::Health::STATE_STARTING);
        health.set_why("the docker socket has not been probed yet");
    } else {
        health.set_state(bus::v1::Health::STATE_DEGRADED);
        health.set_why(probe_why_);
        health.set_hint("berth status says how far the engine is");
    }
    return health;
}

void NetbridgeService::stop(bus::v1::DrainReason reason, std::function<void()> done)
{
    context_.loop().remove(probe_timer_);
    if (reason == bus::v1::DRAIN_REASON_SHUTDOWN) {
        data_plane_.reset();
        if (default_socket_wanted_) {
            default_socket_.remove();
        }
        std::error_code ignored; // a socket file without a listener is replaced at the next start
        std::filesystem::remove(api_socket_, ignored);
        try {
            network_.release();
        } catch (const base::Error& error) {
            context_.log().error("{}; {}", error.what(), error.hint());
        }
    }
    done();
}

} // namespace berth::netbridge
