// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <google/protobuf/timestamp.pb.h>

namespace berth::wire {

/// The wall clock to the nanosecond. protobuf's own TimeUtil::GetCurrentTime() knows whole seconds only,
/// which would make a command's deadline up to a second too early.
google::protobuf::Timestamp current_time();

} // namespace berth::wire
