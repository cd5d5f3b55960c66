// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/core/clock_rules.hpp"

#include <algorithm>
#include <cstdlib>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <google/protobuf/util/time_util.h>

namespace berth::diagnose {
namespace {

constexpr std::int64_t kYear2100 = 4102444800;
constexpr std::int64_t kTolerance = 2; ///< seconds: both clocks are read a moment apart

const char* const kSetClock = "set the clock: timedatectl set-ntp true, or date -s …";

std::string utc(std::int64_t time)
{
    return fmt::format("{:%Y-%m-%d %H:%M:%S} UTC", fmt::gmtime(static_cast<std::time_t>(time)));
}

std::string hours_words(std::chrono::seconds time)
{
    return fmt::format("{} h {} min", time.count() / 3600, time.count() % 3600 / 60);
}

} // namespace

Finding judge_host_clock(std::int64_t now, std::int64_t program_made)
{
    if (now < program_made) {
        return fail("it is " + utc(now) + ", but berth's own program was made at " + utc(program_made) +
                        ": certificates will be refused",
                    kSetClock);
    }
    if (now > kYear2100) {
        return fail("it is " + utc(now) + ": certificates will be refused", kSetClock);
    }
    return pass(utc(now));
}

Finding judge_engine_clock(const std::string& engine_time, std::int64_t before, std::int64_t after)
{
    google::protobuf::Timestamp parsed;
    if (!google::protobuf::util::TimeUtil::FromString(engine_time, &parsed)) {
        return fail("dockerd says that it is '" + engine_time + "', which is no time",
                    "look at its lines: berth logs --service dockerd");
    }
    const std::int64_t engine = parsed.seconds();
    const std::int64_t apart = engine < before ? engine - before : std::max(engine - after, std::int64_t{0});
    if (std::abs(apart) > kTolerance) {
        return fail(fmt::format("the engine's clock is {} s {} the host's", std::abs(apart),
                                apart > 0 ? "ahead of" : "behind"),
                    "start the engine anew: berth restart");
    }
    return pass("the engine's clock is the host's: " + utc(engine));
}

Finding judge_suspension(std::chrono::seconds since_boot, std::chrono::seconds awake)
{
    const std::chrono::seconds asleep = std::max(since_boot - awake, std::chrono::seconds{0});
    return pass(fmt::format("up for {}{}", hours_words(since_boot),
                            asleep < std::chrono::seconds{1}
                                ? ", never suspended"
                                : fmt::format(", suspended for {} s of it", asleep.count())));
}

} // namespace berth::diagnose
