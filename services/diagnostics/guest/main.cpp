// SPDX-License-Identifier: Apache-2.0
// berth-diagnostics-guest: takes the log records of the engine's side and ships them to the host.
// All paths here are read in the engine's mount namespace.
#include <poll.h>
#include <unistd.h>

#include "base/error.hpp"
#include "logging/datagram_source.hpp"
#include "service/service.hpp"
#include "services/diagnostics/core/record_decode.hpp"
#include "services/diagnostics/guest/shipper.hpp"
#include "tunnel/ports.hpp"

namespace {

using namespace berth;

constexpr const char* kLogSocket = "/run/berth/log.sock";
constexpr const char* kTunnel = "unix:///run/berth/tunnel/host.sock";

/// `--tunnel URL` where the host is not behind the usual socket.
tunnel::Target target_of(const std::vector<std::string>& arguments)
{
    if (!arguments.empty() && (arguments.size() != 2 || arguments[0] != "--tunnel")) {
        throw service::Exit(service::ExitCode::usage, "unexpected argument '" + arguments.front() + "'",
                            "the only one is --tunnel URL");
    }
    const auto endpoint = tunnel::parse_endpoint(arguments.empty() ? kTunnel : arguments[1]);
    if (!endpoint) {
        throw service::Exit(service::ExitCode::usage, endpoint.error().message, endpoint.error().hint);
    }
    return {*endpoint, tunnel::kLogShippingPort};
}

class DiagnosticsGuest final : public service::Service {
public:
    DiagnosticsGuest(service::Context& context, const tunnel::Target& host)
        : loop_(context.loop()), source_(kLogSocket),
          shipper_(loop_, host, logging::own_origin("diagnostics", bus::v1::SIDE_GUEST))
    {
        registration_ = loop_.add_fd(source_.fd(), POLLIN, [this] {
            source_.receive([this](std::string_view datagram) {
                if (auto record = diagnostics::decode_record(datagram)) { // else it is nobody's line
                    record->set_side(bus::v1::SIDE_GUEST);
                    shipper_.ship(record->SerializeAsString());
                }
            });
        });
    }
    ~DiagnosticsGuest() override { loop_.remove(registration_); }

    bus::v1::Health health() override
    {
        bus::v1::Health health;
        health.set_state(shipper_.connected() ? bus::v1::Health::STATE_READY
                                              : bus::v1::Health::STATE_DEGRADED);
        if (!shipper_.connected()) {
            health.set_why("log records wait here: " + shipper_.why_away());
            health.set_hint("berth service restart diagnostics");
        }
        return health;
    }

    void stop(bus::v1::DrainReason /*reason*/, std::function<void()> done) override { done(); }

private:
    loop::EventLoop& loop_;
    logging::DatagramSource source_;
    diagnostics::Shipper shipper_;
    loop::Registration registration_ = 0;
};

} // namespace

int main(int argc, char** argv)
{
    const service::Identity identity{
        .name = "diagnostics", .side = bus::v1::SIDE_GUEST, .takes_arguments = true};
    return service::run_service(argc, argv, identity, [](service::Context& context) {
        return std::make_unique<DiagnosticsGuest>(context, target_of(context.arguments()));
    });
}
