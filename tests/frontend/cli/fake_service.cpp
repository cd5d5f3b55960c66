// SPDX-License-Identifier: Apache-2.0
// A service of the tests: berth-NAME is a link to this program. Arguments from its manifest:
//   --fail        reports that it failed, with a reason and a hint
//   --degrade     reports that it is degraded
//   --stay        reports "starting" for ever
// As "lifecycle" it also answers GetEngine and publishes a phase.
#include <algorithm>

#include <google/protobuf/util/time_util.h>

#include "berth/lifecycle/v1/engine.pb.h"
#include "service/service.hpp"

namespace {

using namespace berth;

constexpr std::chrono::milliseconds kPhase{250}; ///< what the fake engine's one phase takes

class FakeService final : public service::Service {
public:
    explicit FakeService(service::Context& context, bool is_lifecycle) : context_(context)
    {
        if (is_lifecycle) {
            act_as_lifecycle();
        }
    }

    bus::v1::Health health() override
    {
        bus::v1::Health health;
        health.set_state(bus::v1::Health::STATE_READY);
        if (in_phase_) {
            health.set_state(bus::v1::Health::STATE_STARTING);
        } else if (has("--fail")) {
            health.set_state(bus::v1::Health::STATE_FAILED);
            health.set_why("the fake was told to fail");
            health.set_hint("do not tell it so");
        } else if (has("--degrade")) {
            health.set_state(bus::v1::Health::STATE_DEGRADED);
            health.set_why("the fake is half as good");
        } else if (has("--stay")) {
            health.set_state(bus::v1::Health::STATE_STARTING);
            health.set_why("the fake takes its time");
        }
        return health;
    }

    void stop(bus::v1::DrainReason /*reason*/, std::function<void()> done) override { done(); }

private:
    bool has(const std::string& argument) const
    {
        const std::vector<std::string>& all = context_.arguments();
        return std::find(all.begin(), all.end(), argument) != all.end();
    }

    lifecycle::v1::EngineStatus engine() const
    {
        lifecycle::v1::EngineStatus status;
        status.set_state(has("--fail") ? lifecycle::v1::EngineStatus::STATE_FAILED
                                       : lifecycle::v1::EngineStatus::STATE_READY);
        status.set_pack("fake 1.0");
        if (has("--fail")) {
            status.set_phase("start dockerd");
            status.set_why("dockerd exited with code 1");
            status.set_hint("look into the daemon's log");
            status.add_last_lines("level=fatal msg=\"no such thing\"");
        }
        return status;
    }

    void act_as_lifecycle()
    {
        context_.bus().handle<lifecycle::v1::GetEngine>(
            [this](const lifecycle::v1::GetEngine&, const client::ResponderPtr& responder) {
                lifecycle::v1::GetEngineResponse response;
                *response.mutable_engine() = engine();
                responder->reply(response);
            });
        lifecycle::v1::EngineStateChanged changed;
        *changed.mutable_engine() = engine();
        context_.bus().publish_state("host.lifecycle.engine", changed);
        lifecycle::v1::PhaseStarted started;
        started.set_phase("make namespaces");
        context_.bus().publish("host.lifecycle.phase", started);
        in_phase_ = true;
        context_.loop().add_timer(kPhase, [this] { finish_phase(); });
    }

    void finish_phase()
    {
        lifecycle::v1::PhaseFinished finished;
        finished.set_phase("make namespaces");
        *finished.mutable_took() = google::protobuf::util::TimeUtil::MillisecondsToDuration(kPhase.count());
        context_.bus().publish("host.lifecycle.phase", finished);
        in_phase_ = false;
        context_.bus().announce_health(health());
    }

    service::Context& context_;
    bool in_phase_ = false;
};

} // namespace

int main(int argc, char** argv)
{
    const std::string program = argv[0];
    const std::string name = program.substr(program.rfind("berth-") + 6);
    const service::Identity identity{.name = name, .takes_arguments = true};
    return service::run_service(argc, argv, identity, [&](service::Context& context) {
        return std::make_unique<FakeService>(context, name == "lifecycle");
    });
}
