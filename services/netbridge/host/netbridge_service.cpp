// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/netbridge_service.hpp"

#include <algorithm>
#include <iterator>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/linux/descriptor_limit.hpp"
#include "base/linux/unix_socket.hpp"
#include "services/netbridge/host/stream_handover.hpp"

namespace berth::netbridge {
namespace {

/// Between two live probes of the API; a probe more is made when something changes.
constexpr std::chrono::milliseconds kProbeInterval{600};

/// Until then whoever had a listener before has asked for it again: a distro's record, berth-port.
constexpr std::chrono::milliseconds kLeftGrace{10000};

constexpr const char* kOwnOrigin = "host"; ///< the machine itself
constexpr const char* kDefaultSocket = "/var/run/docker.sock";

} // namespace

NetbridgeService::NetbridgeService(service::Context& context)
    : context_(context), api_socket_(context.instance().run_dir() / "docker.sock"),
      network_(make_network_mode(context.instance(), context.settings().network(), context.kept_fds())),
      default_socket_(kDefaultSocket, api_socket_),
      sockets_(context.kept_fds(), api_plane(),
               [this](const std::string& origin, bool is_news) { on_socket(origin, is_news); })
{
    base::allow_many_descriptors(); // each connection takes some
    const auto leases_dir = context.instance().run_dir() / "netbridge";
    base::make_directories(leases_dir, 0700);
    data_plane_ = std::make_unique<DataPlane>(
        base::listen_unix(leases_dir / "ports.sock", 0600),
        context.instance().tunnel_dir() / "netbridge.sock", context.kept_fds(),
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
    open_own_socket(); // before anything listens to the bus: it may throw
    gate_ = std::make_unique<GateBoard>(context, gate());
    data_plane_->take_streams(take_over(context.kept_fds()));
    sockets_.expect_engine(network_->is_there()); // restarted beside a living engine
    distro_sockets_ = std::make_unique<DistroSockets>(context, sockets_);
    handle_commands();
    context.bus().on_event<lifecycle::v1::EngineStateChanged>(
        "host.lifecycle.engine", [this](const std::string&, const lifecycle::v1::EngineStateChanged& event) {
            on_engine(event.engine());
        });
    publish_network();
    context.bus().publish_state("host.netbridge.ports", ports_);
    grace_timer_ = context.loop().add_timer(kLeftGrace, [this] { drop_left(); });
    probe_timer_ = context.loop().add_periodic(kProbeInterval, [this] { sockets_.probe(); });
}

NetbridgeService::~NetbridgeService()
{
    context_.loop().remove(probe_timer_);
    context_.loop().remove(grace_timer_);
}

/// Of a distro that was removed, or a container that ended, while there was no netbridge.
void NetbridgeService::drop_left()
{
    for (const std::string& name : context_.kept_fds().left()) {
        context_.kept_fds().drop(name);
    }
}

/// The data plane is gone once berth goes down.
ApiSockets::Plane NetbridgeService::api_plane()
{
    return {
        .open =
            [this](const std::string& origin, base::UniqueFd listener, const std::filesystem::path& path) {
                data_plane_->open(origin, std::move(listener), path);
            },
        .close =
            [this](const std::string& origin) {
                if (data_plane_) {
                    data_plane_->close(origin);
                }
            },
        .probe =
            [this](const std::filesystem::path& path,
                   const std::function<void(const std::string&)>& on_result) {
                data_plane_->probe(path, [this, on_result](const std::string& why) {
                    context_.loop().post([on_result, why] { on_result(why); });
                });
            }};
}

GateBoard::Gate NetbridgeService::gate()
{
    return {.set_attached =
                [this](std::set<std::string> distros) {
                    if (data_plane_) {
                        data_plane_->set_attached(std::move(distros));
                    }
                },
            .engine_began =
                [this] {
                    if (data_plane_) {
                        data_plane_->engine_began();
                    }
                },
            .look =
                [this] {
                    if (data_plane_) {
                        data_plane_->look_at_gate();
                    }
                }};
}

void NetbridgeService::open_own_socket()
{
    sockets_.open(kOwnOrigin, api_socket_, machine_socket_owner());
    const auto& settings = context_.settings().sockets();
    const bool linking = !settings.has_link_default_socket() || settings.link_default_socket();
    default_socket_wanted_ = linking && context_.instance().name().empty();
    if (default_socket_wanted_) {
        if (const std::string owner = default_socket_.claim(); !owner.empty()) {
            context_.log().info("{} is not linked to berth: {}", kDefaultSocket, owner);
        }
    }
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
        *response.mutable_network() = network_->status();
        sockets_.fill(*response.mutable_sockets());
        *response.mutable_ports() = ports_.ports();
        *response.mutable_waiting() = gate_->state().waiting();
        if (const auto traffic = network_->traffic()) {
            *response.mutable_traffic() = *traffic;
        }
        responder->reply(response);
    });
}

/// The probe of the machine's own socket is also the tick at which gate and network are looked at; those of
/// the distros' sockets matter when they tell something.
void NetbridgeService::on_socket(const std::string& origin, bool is_news)
{
    if (!gate_ || !distro_sockets_) {
        return; // still being made
    }
    if (origin == kOwnOrigin) {
        const ApiSockets::Answer answer = sockets_.answer(origin);
        gate_->engine_answers(sockets_.expects_engine() && answer.known && answer.why.empty());
    } else if (!is_news) {
        return;
    }
    const bus::v1::Health present = health();
    if (std::string serialised = present.SerializeAsString(); serialised != last_health_) {
        last_health_ = std::move(serialised);
        context_.bus().announce_health(present);
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

void NetbridgeService::publish_network()
{
    v1::NetworkStateChanged event;
    *event.mutable_network() = network_->status();
    sockets_.fill(*event.mutable_sockets());
    std::string text = event.SerializeAsString();
    if (text != last_published_) {
        last_published_ = std::move(text);
        context_.bus().publish_state("host.netbridge.network", event);
    }
}

bus::v1::Health NetbridgeService::health()
{
    bus::v1::Health health;
    const ApiSockets::Answer answer = sockets_.answer(kOwnOrigin);
    if (!sockets_.expects_engine() || (answer.known && answer.why.empty())) {
        health.set_state(bus::v1::Health::STATE_READY); // without an engine, listening is all there is to it
    } else if (!answer.known) {
        health.set_state(bus::v1::Health::STATE_STARTING);
        health.set_why("the docker socket has not been probed yet");
    } else {
        health.set_state(bus::v1::Health::STATE_DEGRADED);
        health.set_why(answer.why);
        health.set_hint("berth status says how far the engine is");
    }
    return health;
}

void NetbridgeService::stop(bus::v1::DrainReason reason, std::function<void()> done)
{
    context_.loop().remove(probe_timer_);
    if (reason == bus::v1::DRAIN_REASON_RESTART) {
        std::vector<StreamParts> streams = data_plane_->give_streams_away();
        std::ranges::move(network_->give_streams_away(), std::back_inserter(streams));
        hand_over(context_.kept_fds(), streams);
    }
    if (reason == bus::v1::DRAIN_REASON_SHUTDOWN) {
        sockets_.close_all();
        data_plane_.reset();
        if (default_socket_wanted_) {
            default_socket_.remove();
        }
        try {
            network_->release();
        } catch (const base::Error& error) {
            context_.log().error("{}; {}", error.what(), error.hint());
        }
    }
    done();
}

} // namespace berth::netbridge
