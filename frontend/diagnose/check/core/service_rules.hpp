// SPDX-License-Identifier: Apache-2.0
// What the services say of themselves, and what to make of it. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "berth/bus/v1/supervision.pb.h"
#include "berth/lifecycle/v1/engine.pb.h"
#include "frontend/diagnose/check/core/finding.hpp"
#include "frontend/diagnose/check/core/gate.hpp"

namespace berth::diagnose {

using Services = std::vector<bus::v1::ServiceStatus>;

/// `berth` is the command as a person of this instance types it.
Finding judge_running(const Contact& contact, const std::string& berth);

/// All but lifecycle, whose state is the engine's: judge_engine() has that.
Finding judge_services(const Services& services, const std::string& berth);

/// Services that were started again and again; `now` in seconds since the epoch.
Finding judge_restarts(const Services& services, std::int64_t now, const std::string& berth);

Finding judge_engine(const Services& services, const std::optional<lifecycle::v1::EngineStatus>& engine,
                     const std::string& berth);

/// The diagnostics service's own word about the log store.
Finding judge_log_losses(const Services& services, const std::string& log_dir);

} // namespace berth::diagnose
