// SPDX-License-Identifier: Apache-2.0
#include "broker/core/stop_stages.hpp"

namespace berth::broker {

void StopStages::begin(Time now, std::chrono::milliseconds drain_time)
{
    stage_ = Stage::draining;
    deadline_ = now + drain_time;
}

void StopStages::drained(Time now)
{
    if (stage_ == Stage::draining) {
        deadline_ = now + kTermGrace;
    }
}

StopStages::Stage StopStages::escalate(Time now)
{
    switch (stage_) {
    case Stage::draining:
        stage_ = Stage::terminating;
        deadline_ = now + kTermGrace;
        break;
    case Stage::terminating:
        stage_ = Stage::killing;
        deadline_ = now + kKillGrace;
        break;
    case Stage::killing:
        stage_ = Stage::survived;
        deadline_ = Time::max();
        break;
    case Stage::none:
    case Stage::survived:
        break;
    }
    return stage_;
}

} // namespace berth::broker
