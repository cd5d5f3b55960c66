// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "berth/netbridge/v1/network.pb.h"
#include "frontend/cli/print/table.hpp"

namespace berth::cli {

/// What has left the engine in the network's user mode.
Table traffic_table(const netbridge::v1::NetworkTraffic& traffic);

} // namespace berth::cli
