// SPDX-License-Identifier: Apache-2.0
// What is said of the engine: its state topic, the service's health, and the events of phases.
#pragma once

#include <optional>
#include <string>

#include "berth/lifecycle/v1/engine.pb.h"
#include "service/service.hpp"
#include "services/lifecycle/host/engine_parts.hpp"
#include "services/lifecycle/host/phase_runner.hpp"

namespace berth::lifecycle {

class EngineReport final : public PhaseObserver {
public:
    /// Both outlive it.
    EngineReport(service::Context& context, const EngineParts& parts) : context_(context), parts_(parts) {}

    const v1::EngineStatus& status() const { return status_; }
    v1::EngineStatus::State state() const { return status_.state(); }
    /// dockerd answers; others may not (set_trouble).
    bool ready() const
    {
        return state() == v1::EngineStatus::STATE_READY || state() == v1::EngineStatus::STATE_DEGRADED;
    }
    bus::v1::Health health() const;

    /// Publishes a state that differs from the present one, with what the facts are by then.
    void set_state(v1::EngineStatus::State state, const std::string& phase = {}, const std::string& why = {},
                   const std::string& hint = {});
    /// Of an engine that is ready(): what else does not answer; empty: all does.
    void set_trouble(const std::string& why);
    /// Versions, findings, last lines: said with the next state, or with publish().
    v1::EngineStatus& facts() { return status_; }
    void publish();

    void phase_started(const PhaseSpec& phase) override;
    void phase_finished(const PhaseSpec& phase, std::chrono::milliseconds took,
                        const std::optional<base::Failure>& failure) override;

private:
    service::Context& context_;
    const EngineParts& parts_;
    v1::EngineStatus status_;
};

} // namespace berth::lifecycle
