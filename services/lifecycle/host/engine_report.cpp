// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/host/engine_report.hpp"

#include <google/protobuf/util/time_util.h>

namespace berth::lifecycle {

using google::protobuf::util::TimeUtil;
using v1::EngineStatus;

bus::v1::Health EngineReport::health() const
{
    bus::v1::Health health;
    switch (status_.state()) {
    case EngineStatus::STATE_READY:
        health.set_state(bus::v1::Health::STATE_READY);
        break;
    case EngineStatus::STATE_DEGRADED:
        health.set_state(bus::v1::Health::STATE_DEGRADED);
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

void EngineReport::set_state(EngineStatus::State state, const std::string& phase, const std::string& why,
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
    status_.set_init_host_pid(parts_.record ? parts_.record->init_host_pid : 0);
    publish();
    context_.bus().announce_health(health());
}

void EngineReport::set_trouble(const std::string& why)
{
    if (ready()) {
        set_state(why.empty() ? EngineStatus::STATE_READY : EngineStatus::STATE_DEGRADED, "", why);
    }
}

void EngineReport::publish()
{
    v1::EngineStateChanged event;
    *event.mutable_engine() = status_;
    context_.bus().publish_state("host.lifecycle.engine", event);
}

void EngineReport::phase_started(const PhaseSpec& phase)
{
    v1::PhaseStarted event;
    event.set_phase(phase.name);
    *event.mutable_deadline() = TimeUtil::MillisecondsToDuration(phase.deadline.count());
    context_.bus().publish("host.lifecycle.phase", event);
}

void EngineReport::phase_finished(const PhaseSpec& phase, std::chrono::milliseconds took,
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
