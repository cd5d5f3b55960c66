// SPDX-License-Identifier: Apache-2.0
// A service's state as a word and a colour. Pure.
#pragma once

#include <string>
#include <vector>

#include "berth/bus/v1/supervision.pb.h"
#include "frontend/cli/print/table.hpp"

namespace berth::cli {

std::string run_word(bus::v1::ServiceStatus::Run run); ///< "ready"
Colour run_colour(bus::v1::ServiceStatus::Run run);

/// SERVICE STATE SINCE PID RESTARTS WHY, the hint below its row.
Table service_table(const std::vector<bus::v1::ServiceStatus>& services,
                    const google::protobuf::Timestamp& now);

} // namespace berth::cli
