// SPDX-License-Identifier: Apache-2.0
#include "broker/broker.hpp"

#include <algorithm>
#include <csignal>

#include <fcntl.h>
#include <fmt/format.h>
#include <google/protobuf/util/message_differencer.h>
#include <google/protobuf/util/time_util.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "broker/core/greeting.hpp"
#include "broker/socket_probe.hpp"

namespace berth::broker {

using bus::v1::ServiceStatus;
using google::protobuf::util::TimeUtil;

namespace {

constexpr std::chrono::milliseconds kTick{1000};       ///< sessions and socket probes are looked at
constexpr std::chrono::milliseconds kFastProbe{10};    ///< while a probed program starts
constexpr std::chrono::milliseconds kReturnGrace{500}; ///< within it the peers of a dead broker are back
const std::string kServiceTopic = "host.broker.service.";

Time now()
{
    return std::chrono::steady_clock::now();
}

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

void replace_all(std::string& text, const std::string& what, const std::string& with)
{
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
}

ServiceStatus::Run run_of(const bus::v1::Health& health)
{
    switch (health.state()) {
    case bus::v1::Health::STATE_READY:
        return ServiceStatus::RUN_READY;
    case bus::v1::Health::STATE_DEGRADED:
        return ServiceStatus::RUN_DEGRADED;
    case bus::v1::Health::STATE_FAILED:
        return ServiceStatus::RUN_FAILED;
    default:
        return ServiceStatus::RUN_STARTING;
    }
}

template <class Message>
Message parse(const wire::Frame& frame)
{
    Message message;
    if (!message.ParseFromString(frame.payload)) {
        throw base::Error("the payload is not a " + frame.envelope.message_type());
    }
    return message;
}

} // namespace

const std::map<std::string, Broker::Handler>& Broker::handlers()
{
    static const std::map<std::string, Handler> kHandlers{
        {bus::v1::Hello::descriptor()->full_name(), &Broker::on_hello},
        {bus::v1::Pong::descriptor()->full_name(), &Broker::on_pong},
        {bus::v1::HealthChanged::descriptor()->full_name(), &Broker::on_health_changed},
        {bus::v1::Drained::descriptor()->full_name(), &Broker::on_drained},
        {bus::v1::Goodbye::descriptor()->full_name(), &Broker::on_goodbye},
        {bus::v1::ListServices::descriptor()->full_name(), &Broker::on_list_services},
        {bus::v1::StartService::descriptor()->full_name(), &Broker::on_start_service},
        {bus::v1::StopService::descriptor()->full_name(), &Broker::on_stop_service},
        {bus::v1::RestartService::descriptor()->full_name(), &Broker::on_restart_service},
        {bus::v1::Shutdown::descriptor()->full_name(), &Broker::on_shutdown},
    };
    return kHandlers;
}

Broker::Broker(loop::EventLoop& loop, BrokerOptions options, std::vector<ServicePlan> plans,
               spdlog::logger& log, std::function<void()> on_ended)
    : loop_(loop), options_(std::move(options)), log_(log), on_ended_(std::move(on_ended)),
      self_(broker_sender(options_.instance)), supervisor_(std::move(plans)),
      events_(loop, context_, endpoint(options_, "events-in.sock"), endpoint(options_, "events-out.sock")),
      commands_(loop, context_, endpoint(options_, "commands.sock"), self_,
                [this](const std::string& peer, const wire::Frame& frame) { on_message(peer, frame); }),
      processes_(loop, options_.run_dir / "processes",
                 [this](const std::string& name, const ProcessTable::End& end) { on_process_end(name, end); })
{
    const std::vector<ProcessTable::Adopted> adopted = processes_.adopt();
    if (!adopted.empty()) {
        events_.hold(kReturnGrace);
    }
    for (const ProcessTable::Adopted& process : adopted) {
        if (supervisor_.knows(process.name)) {
            log_.info("adopting service {}, process {}", process.name, process.pid);
            carry_out(supervisor_.adopted(process.name, process.pid, now()));
        } else {
            log_.warn("ending process {}: service {} has no manifest any more", process.pid, process.name);
            processes_.signal(process.name, SIGTERM);
        }
    }
    tick_ = loop_.add_periodic(kTick, [this] { on_tick(); });
}

Broker::~Broker()
{
    loop_.remove(tick_);
    loop_.remove(deadline_timer_);
}

void Broker::start_all()
{
    carry_out(supervisor_.start_all(now()));
    probe_sockets();
}

void Broker::on_process_end(const std::string& name, const ProcessTable::End& end)
{
    log_.warn("service {} {}", name, end.how);
    (void)sessions_.goodbye(
        wire::address_of(name, bus::v1::SIDE_HOST)); // its silence must not be its successor's
    if (supervisor_.knows(name)) {
        carry_out(end.restart_is_pointless ? supervisor_.process_gave_up(name, end.how, now())
                                           : supervisor_.process_ended(name, end.how, now()));
    }
}

void Broker::on_message(const std::string& peer, const wire::Frame& frame)
{
    if (!sessions_.knows(peer) &&
        frame.envelope.message_type() != bus::v1::Hello::descriptor()->full_name()) {
        (void)commands_.send(peer,
                             bus::v1::Hello{}); // it outlived another broker: ask who it is, then serve it
    }
    sessions_.heard(peer, now());
    const auto found = handlers().find(frame.envelope.message_type());
    if (found == handlers().end()) {
        bus::v1::Status status;
        status.set_code(bus::v1::STATUS_CODE_UNSUPPORTED);
        status.set_message("the broker does not know " + frame.envelope.message_type());
        status.set_hint("the two programs may be of different versions");
        commands_.fail(frame.envelope, status);
        return;
    }
    try {
        (this->*found->second)(peer, frame);
    } catch (const base::Error& error) {
        bus::v1::Status status;
        status.set_code(bus::v1::STATUS_CODE_INVALID);
        status.set_message(error.what());
        status.set_hint(error.hint());
        commands_.fail(frame.envelope, status);
    }
}

void Broker::on_hello(const std::string& peer, const wire::Frame& frame)
{
    const Greeting greeting = greet(peer, parse<bus::v1::Hello>(frame));
    if (greeting.refusal) {
        log_.warn("refusing {}: {}", peer, greeting.refusal->message());
        commands_.refuse(peer, greeting.welcome, *greeting.refusal);
        return;
    }
    if (!sessions_.hello(peer, frame.envelope.sender(), now())) {
        return; // more peers than anybody needs; it will ask again
    }
    commands_.welcome(peer, greeting.welcome);
    (void)commands_.send(peer, bus::v1::Ping{}); // its state of now, at once
}

void Broker::on_pong(const std::string& peer, const wire::Frame& frame)
{
    take_health(peer, parse<bus::v1::Pong>(frame).health());
}

void Broker::on_health_changed(const std::string& peer, const wire::Frame& frame)
{
    take_health(peer, parse<bus::v1::HealthChanged>(frame).health());
}

void Broker::take_health(const std::string& peer, const bus::v1::Health& health)
{
    const std::size_t at = peer.find('@');
    const std::string name = peer.substr(0, at);
    const std::string side = peer.substr(at + 1);
    if (side == "host" && supervisor_.knows(name)) {
        carry_out(supervisor_.health_reported(name, health, now()));
    } else if (side == "guest") {
        ServiceStatus status;
        status.set_name(peer);
        status.set_description("guest half, run by berth-init");
        status.set_run(run_of(health));
        status.set_why(health.why());
        status.set_hint(health.hint());
        publish(std::move(status));
    }
}

void Broker::on_drained(const std::string& peer, const wire::Frame& frame)
{
    const std::string name = frame.envelope.sender().service();
    if (frame.envelope.sender().side() == bus::v1::SIDE_HOST && supervisor_.knows(name)) {
        log_.debug("{} is drained", peer);
        carry_out(supervisor_.drained(name, now()));
    }
}

void Broker::on_goodbye(const std::string& peer, const wire::Frame& /*frame*/)
{
    (void)sessions_.goodbye(peer);
    if (guests_.erase(peer) != 0) {
        ServiceStatus status;
        status.set_name(peer);
        status.set_run(ServiceStatus::RUN_STOPPED);
        publish(std::move(status));
    }
}

std::vector<ServiceStatus> Broker::statuses(const std::string& name) const
{
    std::vector<ServiceStatus> found;
    if (!name.empty()) {
        found.push_back(with_since(supervisor_.status(name)));
        return found;
    }
    for (const std::string& each : supervisor_.names()) {
        found.push_back(with_since(supervisor_.status(each)));
    }
    for (const auto& [peer, status] : guests_) {
        found.push_back(status);
    }
    return found;
}

void Broker::on_list_services(const std::string& /*peer*/, const wire::Frame& frame)
{
    bus::v1::ListServicesResponse response;
    for (const ServiceStatus& status : statuses({})) {
        *response.add_services() = status;
    }
    commands_.reply(frame.envelope, response);
}

bool Broker::refuse_going_down(const wire::Frame& frame)
{
    if (!shutting_down_) {
        return false;
    }
    bus::v1::Status status;
    status.set_code(bus::v1::STATUS_CODE_UNAVAILABLE);
    status.set_message("berth is going down");
    status.set_hint("`berth up` once it is down");
    commands_.fail(frame.envelope, status);
    return true;
}

bool Broker::refuse_unknown(const std::string& name, const wire::Frame& frame)
{
    if (name.empty() || supervisor_.knows(name)) {
        return false;
    }
    bus::v1::Status status;
    status.set_code(bus::v1::STATUS_CODE_NOT_FOUND);
    status.set_message("there is no service " + name);
    status.set_hint("services: " + fmt::format("{}", fmt::join(supervisor_.names(), ", ")));
    commands_.fail(frame.envelope, status);
    return true;
}

void Broker::on_start_service(const std::string& /*peer*/, const wire::Frame& frame)
{
    const std::string name = parse<bus::v1::StartService>(frame).name();
    if (refuse_unknown(name, frame) || refuse_going_down(frame)) {
        return;
    }
    waiting_.push_back({frame.envelope, name, [this, name](const bus::v1::Envelope& request) {
                            bus::v1::StartServiceResponse response;
                            for (const ServiceStatus& status : statuses(name)) {
                                *response.add_services() = status;
                            }
                            commands_.reply(request, response);
                        }});
    carry_out(name.empty() ? supervisor_.start_all(now()) : supervisor_.start(name, now()));
    probe_sockets();
}

void Broker::on_stop_service(const std::string& /*peer*/, const wire::Frame& frame)
{
    const std::string name = parse<bus::v1::StopService>(frame).name();
    if (name.empty()) {
        throw base::Error("StopService needs a name", "`berth down` stops everything");
    }
    if (refuse_unknown(name, frame)) {
        return;
    }
    waiting_.push_back({frame.envelope, name, [this, name](const bus::v1::Envelope& request) {
                            bus::v1::StopServiceResponse response;
                            *response.add_services() = with_since(supervisor_.status(name));
                            commands_.reply(request, response);
                        }});
    carry_out(supervisor_.stop(name, now()));
}

void Broker::on_restart_service(const std::string& /*peer*/, const wire::Frame& frame)
{
    const std::string name = parse<bus::v1::RestartService>(frame).name();
    if (name.empty()) {
        throw base::Error("RestartService needs a name", "`berth restart` restarts everything");
    }
    if (refuse_unknown(name, frame) || refuse_going_down(frame)) {
        return;
    }
    waiting_.push_back({frame.envelope, name, [this, name](const bus::v1::Envelope& request) {
                            bus::v1::RestartServiceResponse response;
                            *response.mutable_service() = with_since(supervisor_.status(name));
                            commands_.reply(request, response);
                        }});
    carry_out(supervisor_.restart(name, now()));
}

void Broker::on_shutdown(const std::string& /*peer*/, const wire::Frame& frame)
{
    shutdown_requests_.push_back(frame.envelope);
    shut_down();
}

void Broker::shut_down()
{
    if (!shutting_down_) {
        log_.info("going down");
    }
    shutting_down_ = true;
    carry_out(supervisor_.shut_down(now()));
}

void Broker::carry_out(const Actions& actions)
{
    for (const Action& action : actions) {
        bus::v1::Drain drain;
        drain.set_reason(action.reason);
        switch (action.kind) {
        case Action::Kind::spawn:
            spawn(action.service);
            break;
        case Action::Kind::drain:
            if (!commands_.send(action.service + "@host", drain)) { // not connected (yet): TERM says the same
                processes_.signal(action.service,
                                  action.reason == bus::v1::DRAIN_REASON_SHUTDOWN ? SIGTERM : SIGHUP);
            }
            break;
        case Action::Kind::terminate:
            processes_.signal(action.service, SIGTERM);
            break;
        case Action::Kind::kill:
            processes_.signal(action.service, SIGKILL);
            break;
        case Action::Kind::publish:
            publish(action.status);
            break;
        }
    }
    answer_settled();
    arm_timer();
}

void Broker::spawn(const std::string& name)
{
    base::ProcessSpec spec{.program = options_.program_dir / ("berth-" + name)};
    const ServicePlan& plan = supervisor_.plan(name);
    if (plan.probe_socket.empty()) {
        spec.arguments = {"--instance", options_.instance.name()};
    }
    for (std::string argument : plan.arguments) {
        replace_all(argument, "{run}", options_.run_dir.string());
        replace_all(argument, "{instance}", options_.instance.name());
        spec.arguments.push_back(std::move(argument));
    }
    try {
        const base::UniqueFd output =
            base::open_file(options_.output_file, O_WRONLY | O_CREAT | O_APPEND, 0600);
        const base::UniqueFd nothing = base::open_file("/dev/null", O_RDONLY);
        spec.inherited_fds = {{nothing.get(), 0}, {output.get(), 1}, {output.get(), 2}};
        const int pid = processes_.spawn(name, spec);
        log_.info("started service {}, process {}", name, pid);
        carry_out(supervisor_.process_started(name, pid, now()));
    } catch (const base::Error& error) {
        log_.error("service {}: {}", name, error.what());
        carry_out(supervisor_.spawn_failed(name, error.what(), now()));
    }
}

ServiceStatus Broker::with_since(ServiceStatus status) const
{
    if (const auto found = published_.find(status.name()); found != published_.end()) {
        *status.mutable_since() = found->second.since();
    }
    return status;
}

void Broker::publish(ServiceStatus status)
{
    ServiceStatus& last = published_[status.name()];
    *status.mutable_since() = last.run() == status.run() ? last.since() : wire::present_time();
    if (google::protobuf::util::MessageDifferencer::Equals(last, status)) {
        return;
    }
    last = status;
    const bool is_guest = status.name().find('@') != std::string::npos;
    if (is_guest && status.run() != ServiceStatus::RUN_STOPPED) {
        guests_[status.name()] = status;
    }
    bus::v1::ServiceStateChanged event;
    *event.mutable_service() = status;
    wire::Frame frame{kServiceTopic + status.name(),
                      wire::make_envelope(self_, event.GetDescriptor()->full_name()),
                      event.SerializeAsString()};
    frame.envelope.set_state(true);
    events_.publish(frame);
    log_.info("service {} is {}{}{}", status.name(), ServiceStatus::Run_Name(status.run()).substr(4),
              status.why().empty() ? "" : ": ", status.why());
}

void Broker::answer_settled()
{
    std::vector<Waiting> settled;
    const auto is_settled = [this](const Waiting& waiting) {
        return waiting.name.empty() ? supervisor_.all_settled() : supervisor_.settled(waiting.name);
    };
    const auto first = std::stable_partition(waiting_.begin(), waiting_.end(),
                                             [&](const Waiting& waiting) { return !is_settled(waiting); });
    std::move(first, waiting_.end(), std::back_inserter(settled));
    waiting_.erase(first, waiting_.end());
    for (const Waiting& waiting : settled) {
        waiting.answer(waiting.request);
    }
    if (shutting_down_ && !ended_ && supervisor_.all_ended()) {
        ended_ = true;
        bus::v1::ShutdownResponse response;
        for (const std::string& survivor : supervisor_.survivors()) {
            log_.error("process still there after KILL: {}", survivor);
            response.add_survivors(survivor);
        }
        for (const bus::v1::Envelope& request : shutdown_requests_) {
            commands_.reply(request, response);
        }
        on_ended_();
    }
}

void Broker::arm_timer()
{
    loop_.remove(deadline_timer_);
    deadline_timer_ = 0;
    if (const std::optional<Time> next = supervisor_.next_deadline()) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(*next - now());
        deadline_timer_ = loop_.add_timer(std::max(left, std::chrono::milliseconds{0}),
                                          [this] { carry_out(supervisor_.time_passed(now())); });
    }
}

void Broker::on_tick()
{
    const Sessions::Due due = sessions_.due(now());
    for (const std::string& peer : due.to_probe) {
        (void)commands_.send(peer, bus::v1::Ping{});
    }
    for (const bus::v1::Sender& peer : due.gone) {
        const std::string address = wire::address_of(peer);
        log_.warn("{} gives no sign of life", address);
        if (peer.side() == bus::v1::SIDE_HOST && supervisor_.knows(peer.service())) {
            carry_out(supervisor_.went_silent(peer.service(), now()));
        } else if (guests_.count(address) != 0) {
            ServiceStatus status = guests_[address];
            status.set_run(ServiceStatus::RUN_FAILED);
            status.set_why("it gives no sign of life");
            publish(std::move(status));
        }
    }
    probe_sockets();
}

void Broker::probe_sockets()
{
    bool starting = false;
    for (const std::string& name : supervisor_.names()) {
        const std::string& socket = supervisor_.plan(name).probe_socket;
        if (!socket.empty() && supervisor_.status(name).pid() != 0) {
            carry_out(supervisor_.health_reported(name, probe_socket(options_.run_dir / socket), now()));
            starting = starting || supervisor_.status(name).run() == ServiceStatus::RUN_STARTING;
        }
    }
    if (starting && !probing_fast_) {
        probing_fast_ = true;
        loop_.add_timer(kFastProbe, [this] {
            probing_fast_ = false;
            probe_sockets();
        });
    }
}

} // namespace berth::broker
