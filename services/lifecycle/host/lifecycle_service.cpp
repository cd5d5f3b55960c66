// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/host/lifecycle_service.hpp"

#include <fmt/format.h>
#include <google/protobuf/util/time_util.h>
#include <nlohmann/json.hpp>
#include <poll.h>

#include "base/linux/pid_fd.hpp"
#include "services/lifecycle/host/deadlines.hpp"
#include "services/lifecycle/host/engine_probe.hpp"

namespace berth::lifecycle {

using google::protobuf::util::TimeUtil;
using v1::EngineStatus;

namespace {

constexpr std::size_t kKeptLines = 20;
constexpr std::size_t kKeptLineBytes = 300; // containerd prints its whole configuration as one
constexpr unsigned kMaxDaemonDeaths = 3;    // while the engine starts

} // namespace

LifecycleService::LifecycleService(service::Context& context)
    : context_(context), runner_(context.loop(), *this)
{
    context_.bus().handle<v1::GetEngine>(
        [this](const v1::GetEngine&, const client::ResponderPtr& responder) { get_engine(responder); });
    context_.bus().handle<v1::RestartEngine>(
        [this](const v1::RestartEngine&, const client::ResponderPtr& responder) {
            restart_engine(responder);
        });
    engine_ = load_engine_record(record_file());
    if (engine_ && engine_->alive()) {
        context_.log().info("adopting the engine of process {}", engine_->init_host_pid);
    } else {
        engine_.reset();
    }
    begin_start();
}

LifecycleService::~LifecycleService()
{
    context_.loop().remove(probe_timer_);
    context_.loop().remove(init_watch_);
}

bus::v1::Health LifecycleService::health()
{
    bus::v1::Health health;
    switch (status_.state()) {
    case EngineStatus::STATE_READY:
        health.set_state(bus::v1::Health::STATE_READY);
        break;
    case EngineStatus::STATE_FAILED:
        health.set_state(bus::v1::Health::STATE_FAILED);
        break;
    default:
        health.set_state(bus::v1::Health::STATE_STARTING);
        break;
    }
    health.set_why(status_.why().empty() ? status_.phase() : status_.why());
    health.set_hint(status_.hint());
    return health;
}

void LifecycleService::begin_start()
{
    set_state(EngineStatus::STATE_STARTING);
    // The bus may not be up yet when the service is constructed; commands to it wait in the queue and have
    // deadlines.
    runner_.run(start_phases(),
                [this](const std::optional<PhaseFailure>& failure) { on_start_ended(failure); });
}

void LifecycleService::on_start_ended(const std::optional<PhaseFailure>& failure)
{
    engine_phase_done_ = nullptr;
    if (!failure) {
        set_state(EngineStatus::STATE_READY);
        context_.loop().remove(probe_timer_);
        probe_timer_ = context_.loop().add_periodic(kProbeInterval, [this] { probe(); });
        ask_version();
    } else {
        context_.log().error("phase {} failed: {}; {}", failure->phase, failure->failure.message,
                             failure->failure.hint);
        tear_down([this, failure] {
            status_.clear_last_lines();
            for (const std::string& line : last_lines_) {
                status_.add_last_lines(line);
            }
            set_state(EngineStatus::STATE_FAILED, failure->phase, failure->failure.message,
                      failure->failure.hint);
        });
    }
    for (const client::ResponderPtr& responder : std::exchange(restart_requests_, {})) {
        get_engine(responder);
    }
}

/// A failed start leaves the machine as it was.
void LifecycleService::tear_down(std::function<void()> then)
{
    runner_.run(stop_phases(), [then = std::move(then)](const std::optional<PhaseFailure>&) { then(); });
}

void LifecycleService::stop(bus::v1::DrainReason reason, std::function<void()> done)
{
    context_.loop().remove(probe_timer_);
    stopping_ = true;
    if (reason != bus::v1::DRAIN_REASON_SHUTDOWN) {
        runner_.forget(); // the successor completes what was under way
        done();
        return;
    }
    stop_done_ = std::move(done);
    set_state(EngineStatus::STATE_STOPPING);
    runner_.run(stop_phases(), [this](const std::optional<PhaseFailure>& failure) {
        if (failure) {
            context_.log().error("phase {} failed: {}", failure->phase, failure->failure.message);
        }
        set_state(EngineStatus::STATE_STOPPED);
        stop_done_();
    });
}

void LifecycleService::watch_init()
{
    context_.loop().remove(init_watch_);
    init_pid_fd_ = base::open_pid_fd(engine_->init_host_pid);
    init_watch_ = context_.loop().add_fd(init_pid_fd_.get(), POLLIN, [this] { on_init_ended(); });
}

void LifecycleService::on_init_ended()
{
    context_.loop().remove(init_watch_);
    if (stopping_ || status_.state() != EngineStatus::STATE_READY) {
        return; // the phase under way sees it
    }
    context_.log().error("berth-init ended and with it the engine; starting it again");
    context_.loop().remove(probe_timer_);
    runner_.run(stop_phases(), [this](const std::optional<PhaseFailure>&) { begin_start(); });
}

void LifecycleService::on_init_event(const v1::InitEvent& event)
{
    const v1::GuestProcess& process = event.process();
    const bool is_daemon = process.name() == "dockerd" || process.name() == "containerd";
    if (process.pid() == 0) {
        context_.log().warn("{} in the engine {}", process.name(), process.last_exit());
    }
    if (is_daemon && process.pid() == 0) {
        on_daemon_ended(event);
    }
    if (status_.state() == EngineStatus::STATE_READY) {
        probe();
    }
}

/// A daemon that cannot start is seen by its deaths, long before the phase's deadline.
void LifecycleService::on_daemon_ended(const v1::InitEvent& event)
{
    last_lines_.clear();
    for (const std::string& line : event.last_lines()) {
        last_lines_.push_back(line.substr(0, kKeptLineBytes));
    }
    while (last_lines_.size() > kKeptLines) {
        last_lines_.pop_front();
    }
    daemon_deaths_ += 1;
    if (daemon_deaths_ >= kMaxDaemonDeaths && engine_phase_done_) {
        const PhaseDone done = std::exchange(engine_phase_done_, nullptr);
        done(base::Failure{fmt::format("{} {}, {} times while it started", event.process().name(),
                                       event.process().last_exit(), daemon_deaths_),
                           last_lines_.empty() ? "" : "its last line: " + last_lines_.back()});
    }
}

void LifecycleService::probe()
{
    if (!engine_ ||
        (status_.state() != EngineStatus::STATE_READY && status_.state() != EngineStatus::STATE_STARTING)) {
        return;
    }
    ask_engine(context_.loop(), engine_socket(engine_->init_host_pid), "/_ping", kProbeDeadline,
               [this](const base::Result<std::string>& body) {
                   if (stopping_ || runner_.running()) {
                       return;
                   }
                   if (body) {
                       set_state(EngineStatus::STATE_READY);
                       return;
                   }
                   set_state(EngineStatus::STATE_STARTING, "engine", body.error().message);
                   runner_.run(start_phases(), [this](const std::optional<PhaseFailure>& failure) {
                       on_start_ended(failure);
                   });
               });
}

void LifecycleService::ask_version()
{
    ask_engine(context_.loop(), engine_socket(engine_->init_host_pid), "/version", kProbeDeadline,
               [this](const base::Result<std::string>& body) {
                   const nlohmann::json version =
                       nlohmann::json::parse(body ? *body : "", nullptr, /*allow_exceptions=*/false);
                   if (version.is_object()) {
                       status_.set_engine_version(version.value("Version", ""));
                       publish();
                   }
               });
}

void LifecycleService::get_engine(const client::ResponderPtr& responder)
{
    const auto answer = [this, responder] {
        v1::GetEngineResponse response;
        *response.mutable_engine() = status_;
        if (responder->request().message_type() == v1::RestartEngine::descriptor()->full_name()) {
            v1::RestartEngineResponse restarted;
            *restarted.mutable_engine() = status_;
            responder->reply(restarted);
        } else {
            responder->reply(response);
        }
    };
    if (status_.state() != EngineStatus::STATE_READY || !engine_) {
        answer();
        return;
    }
    ask_engine(context_.loop(), engine_socket(engine_->init_host_pid), "/_ping", kProbeDeadline,
               [this, answer](const base::Result<std::string>& body) {
                   if (!body && status_.state() == EngineStatus::STATE_READY) {
                       set_state(EngineStatus::STATE_STARTING, "engine", body.error().message);
                       probe();
                   }
                   answer();
               });
}

void LifecycleService::restart_engine(const client::ResponderPtr& responder)
{
    if (!init_) {
        responder->fail(bus::v1::STATUS_CODE_UNAVAILABLE, "the engine is not running",
                        "`berth up` starts it");
        return;
    }
    restart_requests_.push_back(responder);
    set_state(EngineStatus::STATE_STARTING, "restart");
    v1::InitRequest request;
    const auto containers = std::chrono::seconds(context_.settings().engine().container_stop_seconds());
    *request.mutable_stop_daemons()->mutable_deadline() =
        TimeUtil::MillisecondsToDuration((containers + kStopMargin).count());
    init_->request(request, containers + 2 * kStopMargin, [this](const base::Result<v1::InitReply>& reply) {
        if (!reply) {
            context_.log().warn("stopping the engine: {}, ignoring", reply.error().message);
        }
        runner_.run(start_phases(),
                    [this](const std::optional<PhaseFailure>& failure) { on_start_ended(failure); });
    });
}

void LifecycleService::set_state(EngineStatus::State state, const std::string& phase, const std::string& why,
                                 const std::string& hint)
{
    if (status_.state() == state && status_.phase() == phase && status_.why() == why) {
        return;
    }
    if (status_.state() != state) {
        *status_.mutable_since() = TimeUtil::GetCurrentTime();
    }
    status_.set_state(state);
    status_.set_phase(phase);
    status_.set_why(why);
    status_.set_hint(hint);
    if (state == EngineStatus::STATE_READY) {
        status_.clear_last_lines();
    }
    status_.set_init_host_pid(engine_ ? engine_->init_host_pid : 0);
    publish();
    context_.bus().announce_health(health());
}

void LifecycleService::publish()
{
    v1::EngineStateChanged event;
    *event.mutable_engine() = status_;
    context_.bus().publish_state("host.lifecycle.engine", event);
}

void LifecycleService::phase_started(const PhaseSpec& phase)
{
    v1::PhaseStarted event;
    event.set_phase(phase.name);
    *event.mutable_deadline() = TimeUtil::MillisecondsToDuration(phase.deadline.count());
    context_.bus().publish("host.lifecycle.phase", event);
}

void LifecycleService::phase_finished(const PhaseSpec& phase, std::chrono::milliseconds took,
                                      const std::optional<base::Failure>& failure)
{
    v1::PhaseFinished event;
    event.set_phase(phase.name);
    *event.mutable_took() = TimeUtil::MillisecondsToDuration(took.count());
    if (failure) {
        event.set_failure(failure->message);
        event.set_hint(failure->hint);
    }
    context_.bus().publish("host.lifecycle.phase", event);
    context_.log().info("phase {} {} after {} ms", phase.name, failure ? "failed" : "done", took.count());
}

} // namespace berth::lifecycle
