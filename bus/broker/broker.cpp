// SPDX-License-Identifier: Apache-2.0
#include "broker/broker.hpp"

#include <unistd.h>

namespace berth::broker {

namespace {

constexpr std::chrono::milliseconds kSessionTick{200}; ///< sessions are looked at
constexpr std::chrono::milliseconds kProbeTick{1000};  ///< services that are no peers are asked
constexpr std::chrono::milliseconds kReturnGrace{500}; ///< within it the peers of a dead broker are back
const std::string kServiceTopic = "host.broker.service.";

bus::v1::Sender broker_sender(const base::Instance& instance)
{
    bus::v1::Sender sender;
    sender.set_service("broker");
    sender.set_side(bus::v1::SIDE_HOST);
    sender.set_instance(instance.name());
    sender.set_pid(::getpid());
    return sender;
}

std::string endpoint(const BrokerOptions& options, const char* name)
{
    return "ipc://" + (options.bus_dir / name).string();
}

} // namespace

Broker::Broker(loop::EventLoop& loop, const BrokerOptions& options, std::vector<ServicePlan> plans,
               spdlog::logger& log, std::function<void()> on_ended)
    : loop_(loop), log_(log), self_(broker_sender(options.places.instance)),
      events_(loop, context_, endpoint(options, "events-in.sock"), endpoint(options, "events-out.sock")),
      commands_(loop, context_, {endpoint(options, "commands.sock"), endpoint(options, "queries.sock")},
                self_,
                [this](const std::string& peer, const wire::Frame& frame) { on_message(peer, frame); }),
      supervision_(loop, options.places, std::move(plans), log, outside_of_supervision()),
      fd_store_(
          loop, options.bus_dir / "fd-store.sock", [this](int pid) { return supervision_.service_of(pid); },
          log),
      prober_(loop, options.places.run_dir, supervision_),
      sessions_(commands_, supervision_, board_, log,
                [this](bus::v1::ServiceStatus status) { publish(std::move(status)); }),
      service_commands_(commands_, supervision_, prober_, board_, log, std::move(on_ended)),
      handlers_(sessions_.handlers())
{
    handlers_.merge(service_commands_.handlers());
    if (supervision_.adopt()) {
        events_.hold(kReturnGrace);
    }
    session_tick_ = loop_.add_periodic(kSessionTick, [this] { sessions_.look_after(); });
    probe_tick_ = loop_.add_periodic(kProbeTick, [this] { prober_.probe(); });
}

Broker::~Broker()
{
    loop_.remove(session_tick_);
    loop_.remove(probe_tick_);
}

Supervision::Outside Broker::outside_of_supervision()
{
    return {
        .drain =
            [this](const std::string& service, bus::v1::DrainReason reason) {
                bus::v1::Drain drain;
                drain.set_reason(reason);
                return commands_.send(wire::address_of(service, bus::v1::SIDE_HOST), drain);
            },
        .publish = [this](const bus::v1::ServiceStatus& status) { publish(status); },
        .process_ended =
            [this](const std::string& service) {
                const std::string peer = wire::address_of(service, bus::v1::SIDE_HOST);
                sessions_.forget(peer);
                commands_.peer_ended(peer);
            },
        .after_step = [this] { service_commands_.answer_settled(); },
    };
}

void Broker::on_message(const std::string& peer, const wire::Frame& frame)
{
    sessions_.heard(peer, frame);
    bus::v1::Status status;
    const auto found = handlers_.find(frame.envelope.message_type());
    if (found == handlers_.end()) {
        status.set_code(bus::v1::STATUS_CODE_UNSUPPORTED);
        status.set_message("the broker does not know " + frame.envelope.message_type());
        status.set_hint("the two programs may be of different versions");
        commands_.fail(frame.envelope, status);
        return;
    }
    try {
        found->second(peer, frame);
    } catch (const base::Error& error) {
        status.set_code(bus::v1::STATUS_CODE_INVALID);
        status.set_message(error.what());
        status.set_hint(error.hint());
        commands_.fail(frame.envelope, status);
    }
}

void Broker::publish(bus::v1::ServiceStatus status)
{
    bus::v1::ServiceStateChanged event;
    if (auto told = board_.update(std::move(status), wire::present_time())) {
        *event.mutable_service() = std::move(*told);
    } else {
        return;
    }
    const bus::v1::ServiceStatus& now = event.service();
    const bool stays_down =
        now.run() == bus::v1::ServiceStatus::RUN_STOPPED || now.run() == bus::v1::ServiceStatus::RUN_FAILED;
    if (stays_down && now.pid() == 0) {
        fd_store_.forget(now.name());
    }
    wire::Frame frame{kServiceTopic + now.name(),
                      wire::make_envelope(self_, event.GetDescriptor()->full_name()),
                      event.SerializeAsString()};
    frame.envelope.set_state(true);
    events_.publish(frame);
    log_.info("service {} is {}{}{}", now.name(), bus::v1::ServiceStatus::Run_Name(now.run()).substr(4),
              now.why().empty() ? "" : ": ", now.why());
}

} // namespace berth::broker
