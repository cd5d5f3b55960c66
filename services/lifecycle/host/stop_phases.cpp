// SPDX-License-Identifier: Apache-2.0
// The phases of a stop, in reverse of a start; also what cleans up after a start that failed.
#include <google/protobuf/util/time_util.h>
#include <poll.h>

#include <csignal>

#include "base/error.hpp"
#include "base/linux/cgroup_dir.hpp"
#include "base/linux/pid_fd.hpp"
#include "berth/netbridge/v1/network.pb.h"
#include "services/lifecycle/host/deadlines.hpp"
#include "services/lifecycle/host/lifecycle_service.hpp"

namespace berth::lifecycle {

using google::protobuf::util::TimeUtil;

std::vector<Phase> LifecycleService::stop_phases()
{
    const milliseconds containers =
        std::chrono::seconds(context_.settings().engine().container_stop_seconds());
    const auto phase = [this](const char* name, std::vector<std::string> after, milliseconds deadline,
                              void (LifecycleService::*begin)(const PhaseDone&)) {
        return Phase{{name, std::move(after), deadline},
                     [this, begin](const PhaseDone& done) { (this->*begin)(done); }};
    };
    return {
        phase("stop engine", {}, containers + 2 * kStopMargin, &LifecycleService::power_off),
        phase("release network", {"stop engine"}, kReleaseDeadline, &LifecycleService::release_network),
        phase("clean up", {"release network"}, kRemainsDeadline, &LifecycleService::remove_remains),
    };
}

void LifecycleService::power_off(const PhaseDone& done)
{
    if (!engine_ || !engine_->alive()) {
        done(std::nullopt);
        return;
    }
    const milliseconds deadline =
        std::chrono::seconds(context_.settings().engine().container_stop_seconds()) + kStopMargin;
    if (!init_) {
        init_ = std::make_unique<InitClient>(context_.loop(), context_.instance().tunnel_dir() / "init.sock",
                                             [this](const v1::InitEvent& event) { on_init_event(event); });
    }
    // Its answer is its end: the namespaces go with it, and whatever they held.
    context_.loop().remove(init_watch_);
    init_pid_fd_ = base::open_pid_fd(engine_->init_host_pid);
    const loop::Registration last_resort = context_.loop().add_timer(deadline + kStopMargin / 2, [this] {
        context_.log().error("berth-init did not end in time; killing it");
        base::send_signal(init_pid_fd_.get(), SIGKILL);
    });
    init_watch_ = context_.loop().add_fd(init_pid_fd_.get(), POLLIN, [this, done, last_resort] {
        context_.loop().remove(last_resort);
        context_.loop().remove(init_watch_);
        done(std::nullopt);
    });
    v1::InitRequest request;
    *request.mutable_power_off()->mutable_deadline() = TimeUtil::MillisecondsToDuration(deadline.count());
    init_->request(request, deadline, [this](const base::Result<v1::InitReply>& reply) {
        if (!reply) { // a lost connection is how its end looks from here; the pidfd decides
            context_.log().debug("power off: {}", reply.error().message);
        }
    });
}

void LifecycleService::release_network(const PhaseDone& done)
{
    context_.bus().request<netbridge::v1::ReleaseNetworkResponse>(
        "netbridge@host", netbridge::v1::ReleaseNetwork{}, kReleaseDeadline,
        [done](const client::Outcome& outcome, const netbridge::v1::ReleaseNetworkResponse&) {
            if (outcome.ok()) {
                done(std::nullopt);
            } else {
                done(base::Failure{outcome.status.message(), outcome.status.hint()});
            }
        });
}

void LifecycleService::remove_remains(const PhaseDone& done)
{
    init_.reset();
    init_pid_fd_.reset();
    engine_.reset();
    store_.reset();
    remove_engine_record(record_file());
    base::CgroupDir(cgroup_name()).remove();
    done(std::nullopt);
}

} // namespace berth::lifecycle
