// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/data_plane.hpp"

#include <iterator>
#include <map>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "services/netbridge/core/paths/distro_origin.hpp"
#include "services/netbridge/host/dialer.hpp"
#include "services/netbridge/host/proxy/api_probe.hpp"
#include "services/netbridge/host/proxy/api_proxy.hpp"
#include "services/netbridge/host/proxy/engine_connections.hpp"
#include "services/netbridge/host/proxy/path_resolver.hpp"
#include "services/netbridge/host/sockets/engine_place.hpp"
#include "services/netbridge/stream/data_thread.hpp"
#include "services/netbridge/stream/join.hpp"

namespace berth::netbridge {

namespace {
constexpr const char* kHost = "host"; ///< the machine itself, as a distro
}

struct DataPlane::Implementation {
    explicit Implementation(const std::filesystem::path& dial_socket)
        : dialer(dial_socket), paths(dial_socket.parent_path() / "paths.sock")
    {}

    /// The rules for callers of one distro, or of the machine itself; the socket as the engine sees it.
    BodyTranslation rules_of(const std::string& distro, const std::string& docker_socket) const
    {
        // The machine itself is attached for as long as there is an engine that could say anything.
        const auto is_attached = [this](const std::string& name) {
            return name == kHost || attached.count(name) != 0;
        };
        return BodyTranslation(std::make_shared<DistroOrigin>(
            distro, EngineView{.is_attached = is_attached, .docker_socket = docker_socket}));
    }

    GuestDialer dialer; // outlives the thread, as all that its handlers use
    GuestPathResolver paths;
    std::set<std::string> attached;   // the thread's own
    EngineConnections engine{dialer}; // the thread's own
    StreamTable streams;              // of an earlier process; the thread's own
    DataThread thread;
    std::map<std::string, std::unique_ptr<ApiProxy>> proxies; // by origin; made and destroyed on the thread
    std::unique_ptr<PortPublisher> ports;
    std::unique_ptr<StartGate> gate;
};

DataPlane::DataPlane(base::UniqueFd leases, const std::filesystem::path& dial_socket, service::KeptFds& kept,
                     Reports reports)
    : implementation_(std::make_unique<Implementation>(dial_socket))
{
    Implementation& self = *implementation_;
    self.thread.run([&] {
        self.ports = std::make_unique<PortPublisher>(self.thread.context(), std::move(leases), self.dialer,
                                                     kept, std::move(reports.on_ports));
        self.gate =
            std::make_unique<StartGate>(self.thread.context(), self.dialer, std::move(reports.on_gate));
    });
}

DataPlane::~DataPlane()
{
    implementation_->thread.run([this] {
        implementation_->gate.reset();
        implementation_->ports.reset();
        implementation_->proxies.clear();
    });
}

void DataPlane::open(const std::string& origin, base::UniqueFd listener, const std::filesystem::path& path)
{
    Implementation& self = *implementation_;
    self.thread.run([&] {
        self.proxies[origin] =
            std::make_unique<ApiProxy>(self.thread.context(), std::move(listener), self.engine, self.paths,
                                       self.rules_of(origin, engine_place_of(path)));
    });
}

void DataPlane::close(const std::string& origin)
{
    implementation_->thread.run([this, &origin] { implementation_->proxies.erase(origin); });
}

void DataPlane::take_streams(std::vector<StreamParts> streams)
{
    Implementation& self = *implementation_;
    self.thread.run([&] {
        for (StreamParts& parts : streams) {
            asio::co_spawn(self.thread.context(), join_again(std::move(parts), self.streams), asio::detached);
        }
    });
}

std::vector<StreamParts> DataPlane::give_streams_away()
{
    std::vector<StreamParts> all;
    Implementation& self = *implementation_;
    self.thread.run([&] {
        const auto add = [&all](std::vector<StreamParts> more) {
            std::move(more.begin(), more.end(), std::back_inserter(all));
        };
        add(self.streams.give_away());
        add(self.ports->give_streams_away());
        for (const auto& [origin, proxy] : self.proxies) {
            add(proxy->give_streams_away());
        }
        self.ports.reset();
        self.proxies.clear();
    });
    return all;
}

void DataPlane::set_attached(std::set<std::string> distros)
{
    implementation_->thread.post([self = implementation_.get(), distros = std::move(distros)] {
        self->attached = distros;
        self->gate->set_attached(distros);
    });
}

void DataPlane::look_at_gate()
{
    implementation_->thread.post([self = implementation_.get()] { self->gate->look(); });
}

void DataPlane::engine_began()
{
    implementation_->thread.post([self = implementation_.get()] { self->gate->engine_began(); });
}

void DataPlane::probe(const std::filesystem::path& api_socket,
                      std::function<void(const std::string&)> on_result)
{
    asio::co_spawn(
        implementation_->thread.context(), probe_api(api_socket.string()),
        [on_result = std::move(on_result)](const std::exception_ptr& failed, const std::string& why) {
            on_result(failed ? "the probe of the docker socket failed" : why);
        });
}

} // namespace berth::netbridge
