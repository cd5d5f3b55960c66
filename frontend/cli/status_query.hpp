// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "frontend/cli/core/status_report.hpp"
#include "frontend/cli/session.hpp"

namespace berth::cli {

/// Asks every service at once; what has not answered at kAnswerDeadline is in the report as unanswered.
StatusReport query_status(Session& session);

} // namespace berth::cli
