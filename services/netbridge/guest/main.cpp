// SPDX-License-Identifier: Apache-2.0
// berth-netbridge-guest: connects to things inside the engine, and looks at distros' files, for
// berth-netbridge.
#include "base/error.hpp"
#include "base/linux/unix_socket.hpp"
#include "service/service.hpp"
#include "services/netbridge/guest/client_network.hpp"
#include "services/netbridge/guest/dial_server.hpp"
#include "services/netbridge/guest/path_server.hpp"
#include "services/netbridge/stream/data_thread.hpp"

namespace {

using namespace berth;

/// In the engine's mount namespace; the host sees them in <tunnel_dir>.
constexpr const char* kDialSocket = "/run/berth/tunnel/netbridge.sock";
constexpr const char* kPathSocket = "/run/berth/tunnel/paths.sock";

/// nullptr where this kernel cannot do it: published ports work all the same.
std::unique_ptr<netbridge::ClientNetwork> make_client_network(spdlog::logger& log)
{
    try {
        auto clients = std::make_unique<netbridge::ClientNetwork>();
        if (!clients->why_no_ipv6().empty()) {
            log.warn("containers see the engine's address for every client of IPv6: {}",
                     clients->why_no_ipv6());
        }
        return clients;
    } catch (const base::Error& error) {
        log.warn("containers see the engine's address for every client of a published port: {}",
                 error.what());
        return nullptr;
    }
}

class NetbridgeGuest final : public service::Service {
public:
    explicit NetbridgeGuest(spdlog::logger& log) : clients_(make_client_network(log))
    {
        thread_.run([this] {
            dials_ = std::make_unique<netbridge::DialServer>(
                thread_.context(), base::listen_unix(kDialSocket, 0600),
                netbridge::DialPlaces{.clients = clients_.get()});
            paths_ = std::make_unique<netbridge::PathServer>(thread_.context(),
                                                             base::listen_unix(kPathSocket, 0600));
        });
    }
    ~NetbridgeGuest() override
    {
        thread_.run([this] {
            dials_.reset();
            paths_.reset();
        });
    }

    bus::v1::Health health() override
    {
        bus::v1::Health health; // listening is all there is to it: the constructor would have thrown
        health.set_state(bus::v1::Health::STATE_READY);
        return health;
    }

    void stop(bus::v1::DrainReason /*reason*/, std::function<void()> done) override { done(); }

private:
    std::unique_ptr<netbridge::ClientNetwork> clients_; // outlives the thread, which uses it
    netbridge::DataThread thread_;
    std::unique_ptr<netbridge::DialServer> dials_;
    std::unique_ptr<netbridge::PathServer> paths_;
};

} // namespace

int main(int argc, char** argv)
{
    const service::Identity identity{.name = "netbridge", .side = bus::v1::SIDE_GUEST};
    return service::run_service(argc, argv, identity, [](service::Context& context) {
        return std::make_unique<NetbridgeGuest>(context.log());
    });
}
