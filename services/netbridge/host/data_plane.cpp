// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/data_plane.hpp"

#include <map>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "services/netbridge/host/api_probe.hpp"
#include "services/netbridge/host/api_proxy.hpp"
#include "services/netbridge/host/dialer.hpp"
#include "services/netbridge/host/host_origin.hpp"
#include "services/netbridge/stream/data_thread.hpp"

namespace berth::netbridge {

struct DataPlane::Implementation {
    explicit Implementation(const std::filesystem::path& dial_socket) : dialer(dial_socket) {}

    GuestDialer dialer; // outlives the thread: its handlers dial
    DataThread thread;
    std::set<std::string> attached;                           // the thread's own, as what follows
    std::map<std::string, std::unique_ptr<ApiProxy>> proxies; // by origin; made and destroyed on the thread
    std::unique_ptr<PortPublisher> ports;
    std::unique_ptr<StartGate> gate;
};

DataPlane::DataPlane(base::UniqueFd leases, const std::filesystem::path& dial_socket, Reports reports)
    : implementation_(std::make_unique<Implementation>(dial_socket))
{
    Implementation& self = *implementation_;
    self.thread.run([&] {
        self.ports = std::make_unique<PortPublisher>(self.thread.context(), std::move(leases), self.dialer,
                                                     std::move(reports.on_ports));
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
        const auto is_attached = [&self](const std::string& distro) {
            return self.attached.count(distro) != 0;
        };
        self.proxies[origin] =
            std::make_unique<ApiProxy>(self.thread.context(), std::move(listener), self.dialer,
                                       BodyTranslation(make_origin(origin, path, is_attached)));
    });
}

void DataPlane::close(const std::string& origin)
{
    implementation_->thread.run([this, &origin] { implementation_->proxies.erase(origin); });
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
