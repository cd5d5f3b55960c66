// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/host/lifecycle_service.hpp"

#include <utility>

#include <google/protobuf/util/time_util.h>

#include "services/lifecycle/host/deadlines.hpp"

namespace berth::lifecycle {

using google::protobuf::util::TimeUtil;
using v1::EngineStatus;

LifecycleService::LifecycleService(service::Context& context)
    : context_(context), parts_(context.loop()), report_(context, parts_),
      start_(context, parts_, report_,
             {.init_ended = [this] { on_init_ended(); },
              .init_event = [this](const v1::InitEvent& event) { on_init_event(event); }}),
      stop_(context, parts_), runner_(context.loop(), report_),
      watch_(
          context.loop(), parts_, [this](const EngineWatch::Findings& findings) { on_findings(findings); },
          [this](const std::string& daemon) { end_hung(daemon); })
{
    context_.bus().handle<v1::GetEngine>([this](const v1::GetEngine&, const client::ResponderPtr& responder) {
        get_engine([this, responder] {
            v1::GetEngineResponse response;
            *response.mutable_engine() = report_.status();
            responder->reply(response);
        });
    });
    context_.bus().handle<v1::RestartEngine>(
        [this](const v1::RestartEngine&, const client::ResponderPtr& responder) {
            restart_engine(responder);
        });
    follow_guest_halves();
    adopt_living_engine();
    // The bus may not be up yet; commands to it wait in the queue and have deadlines.
    begin_start();
}

LifecycleService::~LifecycleService()
{
    context_.loop().remove(retry_timer_);
}

void LifecycleService::adopt_living_engine()
{
    parts_.record = load_engine_record(engine_record_file(context_.instance()));
    parts_.take_up_unrecorded(context_.instance());
    starts_left_ = parts_.record ? kMaxFailedStarts : 0; // there was one
    if (parts_.alive()) {
        context_.log().info("adopting the engine of process {}", parts_.record->init_host_pid);
    } else {
        parts_.record.reset();
    }
    has_containers_ = parts_.alive();
}

void LifecycleService::begin_start()
{
    report_.set_state(EngineStatus::STATE_STARTING);
    run_start();
}

void LifecycleService::run_start()
{
    start_.ended(); // an earlier run, if there is one
    context_.loop().remove(retry_timer_);
    runner_.run(start_.phases(),
                [this](const std::optional<PhaseFailure>& failure) { on_start_ended(failure); });
}

void LifecycleService::run_stop(PhaseRunner::OnEnd on_end)
{
    has_containers_ = false;
    context_.loop().remove(retry_timer_);
    start_.ended();
    runner_.run(stop_.phases(), std::move(on_end));
}

void LifecycleService::on_start_ended(const std::optional<PhaseFailure>& failure)
{
    start_.ended();
    if (!failure) {
        has_containers_ = true;
        starts_left_ = kMaxFailedStarts;
        full_start_.began(store_room().value_or(kLowSpaceBytes));
        report_.set_state(EngineStatus::STATE_READY);
        watch_.start();
        ask_version();
    } else {
        on_start_failed(*failure);
    }
    for (const client::ResponderPtr& responder : std::exchange(restart_requests_, {})) {
        get_engine([this, responder] {
            v1::RestartEngineResponse response;
            *response.mutable_engine() = report_.status();
            responder->reply(response);
        });
    }
}

/// A failed start leaves the machine as it was. An engine that ran before is another matter: its containers
/// do still, whatever died beside them, and it is only taken up again.
void LifecycleService::on_start_failed(const PhaseFailure& failure)
{
    context_.log().error("phase {} failed: {}; {}", failure.phase, failure.failure.message,
                         failure.failure.hint);
    if (has_containers_ && parts_.alive()) {
        report_.set_state(EngineStatus::STATE_FAILED, failure.phase, failure.failure.message,
                          "containers run on; it is tried again each 2 s");
        retry_timer_ = context_.loop().add_timer(kRetryInterval, [this] { run_start(); });
        return;
    }
    run_stop([this, failure](const std::optional<PhaseFailure>&) {
        report_.facts().clear_last_lines();
        for (const std::string& line : start_.last_lines()) {
            report_.facts().add_last_lines(line);
        }
        report_.set_state(EngineStatus::STATE_FAILED, failure.phase, failure.failure.message,
                          failure.failure.hint);
        if (starts_left_ > 0) { // it was ready before: what it needs may be on its way back, too
            --starts_left_;
            retry_timer_ = context_.loop().add_timer(kRetryInterval, [this] { begin_start(); });
        }
    });
}

void LifecycleService::stop(bus::v1::DrainReason reason, std::function<void()> done)
{
    watch_.stop();
    context_.loop().remove(retry_timer_);
    stopping_ = true;
    if (reason != bus::v1::DRAIN_REASON_SHUTDOWN) {
        start_.ended();
        runner_.forget(); // the successor completes what was under way
        done();
        return;
    }
    report_.set_state(EngineStatus::STATE_STOPPING);
    run_stop([this, done = std::move(done)](const std::optional<PhaseFailure>& failure) {
        if (failure) {
            context_.log().error("phase {} failed: {}", failure->phase, failure->failure.message);
        }
        report_.set_state(EngineStatus::STATE_STOPPED);
        done();
    });
}

void LifecycleService::on_init_ended()
{
    if (stopping_) {
        return;
    }
    const std::string what = "berth-init ended and with it the engine";
    if (report_.ready()) {
        context_.log().error("{}; starting it again", what);
        watch_.stop();
        report_.set_state(EngineStatus::STATE_STARTING, "engine", what);
        run_stop([this](const std::optional<PhaseFailure>&) { begin_start(); });
    } else if (runner_.running()) { // what the phases of its start still wait for never comes
        runner_.forget();
        on_start_ended(PhaseFailure{"engine", {what, ""}});
    }
}

void LifecycleService::on_init_event(const v1::InitEvent& event)
{
    const v1::GuestProcess& process = event.process();
    const bool is_daemon = process.name() == "dockerd" || process.name() == "containerd";
    if (process.pid() == 0) {
        context_.log().warn("{} in the engine {}", process.name(), process.last_exit());
    }
    if (is_daemon && process.pid() == 0) {
        start_.daemon_ended(event);
    }
    if (report_.ready()) {
        watch_.look([](const EngineWatch::Findings&) {});
    }
}

/// Looks before it answers: what was ready at the last probe may not be now.
void LifecycleService::get_engine(const std::function<void()>& answer)
{
    if (!report_.ready() || !parts_.record) {
        answer();
        return;
    }
    watch_.look([answer](const EngineWatch::Findings& /*have been reported*/) { answer(); });
}

void LifecycleService::restart_engine(const client::ResponderPtr& responder)
{
    if (!parts_.init) {
        responder->fail(bus::v1::STATUS_CODE_UNAVAILABLE, "the engine is not running",
                        "`berth up` starts it");
        return;
    }
    restart_requests_.push_back(responder);
    report_.set_state(EngineStatus::STATE_STARTING, "restart");
    v1::InitRequest request;
    const auto containers = std::chrono::seconds(context_.settings().engine().container_stop_seconds());
    *request.mutable_stop_daemons()->mutable_deadline() =
        TimeUtil::MillisecondsToDuration((containers + kStopMargin).count());
    parts_.init->request(
        request, containers + 2 * kStopMargin, [this](const base::Result<v1::InitReply>& reply) {
            if (!reply) {
                context_.log().warn("stopping the engine: {}, ignoring", reply.error().message);
            }
            run_start();
        });
}

} // namespace berth::lifecycle
