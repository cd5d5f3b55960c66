// SPDX-License-Identifier: Apache-2.0
#include "wire/current_time.hpp"

#include <chrono>

#include <google/protobuf/util/time_util.h>

namespace berth::wire {

google::protobuf::Timestamp current_time()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return google::protobuf::util::TimeUtil::NanosecondsToTimestamp(
        std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

} // namespace berth::wire
