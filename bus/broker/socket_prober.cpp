// SPDX-License-Identifier: Apache-2.0
#include "broker/socket_prober.hpp"

#include "broker/socket_probe.hpp"

namespace berth::broker {

namespace {

constexpr std::chrono::milliseconds kFastProbe{10}; ///< while a probed program starts

} // namespace

SocketProber::SocketProber(loop::EventLoop& loop, std::filesystem::path run_dir, Supervision& supervision)
    : loop_(loop), run_dir_(std::move(run_dir)), supervision_(supervision)
{}

SocketProber::~SocketProber()
{
    loop_.remove(again_);
}

void SocketProber::probe()
{
    const Supervisor& state = supervision_.state();
    bool one_starts = false;
    for (const std::string& name : state.names()) {
        const std::string& socket = state.plan(name).probe_socket;
        if (socket.empty() || state.status(name).pid() == 0) {
            continue;
        }
        const bus::v1::Health health = probe_socket(run_dir_ / socket);
        supervision_.step(
            [&](Supervisor& supervisor, Time now) { return supervisor.health_reported(name, health, now); });
        one_starts = one_starts || state.status(name).run() == bus::v1::ServiceStatus::RUN_STARTING;
    }
    if (one_starts && again_ == 0) {
        again_ = loop_.add_timer(kFastProbe, [this] {
            again_ = 0;
            probe();
        });
    }
}

} // namespace berth::broker
