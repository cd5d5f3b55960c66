// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <chrono>

#include <google/protobuf/util/time_util.h>

#include "wire/current_time.hpp"

namespace berth::wire {

TEST_CASE("the present time lies between two readings of the system's clock, to the nanosecond")
{
    using std::chrono::duration_cast;
    using std::chrono::nanoseconds;
    const auto before =
        duration_cast<nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    const auto now = google::protobuf::util::TimeUtil::TimestampToNanoseconds(current_time());
    const auto after =
        duration_cast<nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    CHECK(before <= now);
    CHECK(now <= after);
}

} // namespace berth::wire
