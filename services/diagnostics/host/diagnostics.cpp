// SPDX-License-Identifier: Apache-2.0
#include "services/diagnostics/host/diagnostics.hpp"

#include "services/diagnostics/core/record_decode.hpp"

namespace berth::diagnostics {
namespace {

logging::Origin self()
{
    return logging::own_origin("diagnostics", bus::v1::SIDE_HOST);
}

} // namespace

Diagnostics::Diagnostics(loop::EventLoop& loop, const DiagnosticsConfig& config)
    : loop_(loop), store_(config.log_dir, config.limits, self()), journal_(store_, config.rate, self()),
      datagrams_(config.run_dir / "log.sock"), queries_(loop, config.run_dir / "log-query.sock", journal_),
      ships_(loop, config.run_dir / "log-ship.sock", journal_)
{
    datagrams_registration_ =
        loop_.add_fd(datagrams_.fd(), loop::EventLoop::kReadable, [this] { receive(); });
    tick_ = loop_.add_periodic(Journal::kTick, [this] { journal_.tick(); });
}

Diagnostics::~Diagnostics()
{
    loop_.remove(datagrams_registration_);
    loop_.remove(tick_);
    journal_.commit();
}

void Diagnostics::receive()
{
    datagrams_.receive([this](std::string_view datagram) {
        if (auto record = decode_record(datagram)) {
            journal_.accept(std::move(*record));
        } else {
            journal_.say(v1::LEVEL_WARNING, "dropped a datagram that is no log record");
        }
    });
    journal_.commit();
}

} // namespace berth::diagnostics
