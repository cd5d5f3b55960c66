// SPDX-License-Identifier: Apache-2.0
// Bringing berth up, for `up`, `restart` and for `down` of a berth whose broker is dead.
#pragma once

#include <chrono>
#include <memory>

#include "frontend/cli/session.hpp"
#include "frontend/cli/status_query.hpp"

namespace berth::cli {

class ProgressView;

struct Connected {
    std::unique_ptr<Session> session;
    bool was_running = false;
};

/// A session with a broker that answers; starts one where none runs. Two callers at once end with the same
/// broker. `prepare` is called before the broker is there, so that a subscription made in it misses nothing.
/// Throws Exit with what the broker said last.
using Prepare = std::function<void(Session& session, bool was_running)>;
Connected connect_or_start(const base::Instance& instance, const Prepare& prepare);

/// Starts all services and waits until each is ready or failed, with progress. Returns what is then the case.
/// Throws Exit(deadline) that names what is still not ready, Exit(failed) when interrupted.
StatusReport start_everything(const base::Instance& instance, Session& session,
                              std::chrono::milliseconds deadline, ProgressView& view);

/// Throws Exit with the failed service or phase, its last log lines and the hint, unless all is ready or
/// degraded.
void expect_good(const base::Instance& instance, const StatusReport& report, const ProgressView& view);

} // namespace berth::cli
