// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/host/stop_phases.hpp"

#include <google/protobuf/util/time_util.h>

#include "berth/netbridge/v1/network.pb.h"
#include "services/lifecycle/host/deadlines.hpp"
#include "services/lifecycle/host/engine_cgroup.hpp"

namespace berth::lifecycle {

using google::protobuf::util::TimeUtil;

std::vector<Phase> StopPhases::phases()
{
    const milliseconds containers =
        std::chrono::seconds(context_.settings().engine().container_stop_seconds());
    const auto phase = [this](const char* name, std::vector<std::string> after, milliseconds deadline,
                              void (StopPhases::*begin)(const PhaseDone&)) {
        return Phase{{name, std::move(after), deadline},
                     [this, begin](const PhaseDone& done) { (this->*begin)(done); }};
    };
    return {
        phase("stop engine", {}, containers + 2 * kStopMargin, &StopPhases::power_off),
        phase("release network", {"stop engine"}, kReleaseDeadline, &StopPhases::release_network),
        phase("clean up", {"release network"}, kRemainsDeadline, &StopPhases::remove_remains),
    };
}

void StopPhases::power_off(const PhaseDone& done)
{
    parts_.launch.reset(); // of a start that is broken off
    parts_.take_up_unrecorded(context_.instance());
    if (!parts_.alive()) {
        done(std::nullopt);
        return;
    }
    const milliseconds deadline =
        std::chrono::seconds(context_.settings().engine().container_stop_seconds()) + kStopMargin;
    if (!parts_.init) {
        parts_.init = std::make_unique<InitClient>(context_.loop(), init_socket(context_.instance()),
                                                   [](const v1::InitEvent&) {}); // its end says it all
    }
    const loop::Registration last_resort = context_.loop().add_timer(deadline + kStopMargin / 2, [this] {
        context_.log().error("berth-init did not end in time; killing it");
        parts_.init_watch.kill();
    });
    // Its answer is its end: the namespaces go with it, and whatever they held.
    parts_.init_watch.watch(parts_.record->init_host_pid, [this, done, last_resort] {
        context_.loop().remove(last_resort);
        done(std::nullopt);
    });
    v1::InitRequest request;
    *request.mutable_power_off()->mutable_deadline() = TimeUtil::MillisecondsToDuration(deadline.count());
    parts_.init->request(request, deadline, [this](const base::Result<v1::InitReply>& reply) {
        if (!reply) { // a lost connection is how its end looks from here; the watch decides
            context_.log().debug("power off: {}", reply.error().message);
        }
    });
}

void StopPhases::release_network(const PhaseDone& done)
{
    context_.bus().request<netbridge::v1::ReleaseNetworkResponse>(
        "netbridge@host", netbridge::v1::ReleaseNetwork{}, kReleaseDeadline,
        [done](const client::Outcome& outcome, const netbridge::v1::ReleaseNetworkResponse&) {
            if (outcome.ok()) {
                done(std::nullopt);
            } else {
                done(base::Failure{outcome.status.message(), outcome.status.hint()});
            }
        },
        client::Delivery::repeat);
}

void StopPhases::remove_remains(const PhaseDone& done)
{
    parts_.init.reset();
    parts_.init_watch.stop();
    parts_.record.reset();
    parts_.store.reset();
    remove_engine_record(engine_record_file(context_.instance()));
    remove_engine_cgroup(context_.instance().engine_cgroup());
    done(std::nullopt);
}

} // namespace berth::lifecycle
