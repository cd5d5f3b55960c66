// SPDX-License-Identifier: Apache-2.0
#include "services/distro/host/distro_service.hpp"

#include <algorithm>
#include <charconv>

#include "base/error.hpp"
#include "services/distro/host/live_check.hpp"
#include "services/distro/host/projector_run.hpp"

namespace berth::distro {
namespace {

using lifecycle::v1::EngineStatus;

constexpr std::chrono::milliseconds kLookInterval{2000};
/// The process whose mount namespace is distro "host": this one, for what the broker starts lives where the
/// user's `berth up` does. (Process 1 would be the other choice, but root may lack a capability that it has,
/// and then may not look into its namespaces.) "--host-pid N" names another one (a test's, a container's).
int host_pid(const std::vector<std::string>& arguments)
{
    const auto option = std::find(arguments.begin(), arguments.end(), "--host-pid");
    if (option == arguments.end()) {
        return own_pid();
    }
    const std::string value = option + 1 == arguments.end() ? "" : *(option + 1);
    int pid = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), pid);
    if (error != std::errc{} || end != value.data() + value.size() || pid <= 0) {
        throw base::Error("--host-pid needs the number of a process, not '" + value + "'");
    }
    return pid;
}

} // namespace

DistroService::DistroService(service::Context& context)
    : context_(context), projections_({Distro{"host", host_pid(context.arguments())}})
{
    client::BusClient& bus = context_.bus();
    bus.handle<v1::ListDistros>(
        [this](const v1::ListDistros&, const client::ResponderPtr& responder) { on_list(responder); });
    bus.handle<v1::RestoreProjections>(
        [this](const v1::RestoreProjections& command, const client::ResponderPtr& responder) {
            on_restore(command, responder);
        });
    bus.on_event<lifecycle::v1::EngineStateChanged>(
        "host.lifecycle.engine", [this](const std::string&, const lifecycle::v1::EngineStateChanged& event) {
            on_engine(event.engine());
        });
    look_timer_ = context_.loop().add_periodic(kLookInterval, [this] { look(); });
    publish_changes();
}

DistroService::~DistroService()
{
    context_.loop().remove(look_timer_);
}

bus::v1::Health DistroService::health()
{
    return projections_.health();
}

void DistroService::stop(bus::v1::DrainReason /*reason*/, std::function<void()> done)
{
    runs_.clear();
    for (const client::ResponderPtr& responder : waiting_) {
        responder->fail(bus::v1::STATUS_CODE_UNAVAILABLE, "the distro service is stopping",
                        "try again in a moment");
    }
    waiting_.clear();
    done();
}

void DistroService::on_list(const client::ResponderPtr& responder)
{
    v1::ListDistrosResponse response;
    for (v1::DistroStatus& status : projections_.statuses()) {
        *response.add_distros() = std::move(status);
    }
    responder->reply(response);
}

void DistroService::on_restore(const v1::RestoreProjections& command, const client::ResponderPtr& responder)
{
    if (command.init_host_pid() <= 0) {
        responder->fail(bus::v1::STATUS_CODE_INVALID,
                        "RestoreProjections without the engine's init_host_pid");
        return;
    }
    set_engine(command.init_host_pid());
    if (projections_.engine() == 0) {
        responder->fail(bus::v1::STATUS_CODE_UNAVAILABLE, "there is no process " +
                                                              std::to_string(command.init_host_pid()) +
                                                              " to project into");
        return;
    }
    waiting_.push_back(responder);
    look();
    answer_waiting();
}

/// Before the engine is ready its mounts may not be there yet; lifecycle says with RestoreProjections when
/// they are.
void DistroService::on_engine(const EngineStatus& engine)
{
    if (engine.init_host_pid() == 0) {
        set_engine(0);
    } else if (engine.state() == EngineStatus::STATE_READY &&
               engine.init_host_pid() != projections_.engine()) {
        context_.log().info("found a running engine, process {}", engine.init_host_pid());
        set_engine(engine.init_host_pid());
        look();
    }
}

void DistroService::set_engine(int init_pid)
{
    if (!projections_.set_engine(init_pid)) {
        return;
    }
    runs_.clear();
    watch_engine();
    publish_changes();
}

/// The engine may be killed with nobody left to tell.
void DistroService::watch_engine()
{
    engine_watch_.reset();
    if (projections_.engine() == 0) {
        return;
    }
    try {
        engine_watch_ = std::make_unique<ProcessWatch>(context_.loop(), projections_.engine(), [this] {
            context_.log().info("the engine ended, process {}", projections_.engine());
            set_engine(0);
            answer_waiting();
        });
    } catch (const base::SystemError&) { // it is gone already
        (void)projections_.set_engine(0);
    }
}

/// Compares what is thought with what is. A lost projection is made again at once, one that was made by this
/// process's predecessor is found.
void DistroService::look()
{
    const int engine = projections_.engine();
    for (const Distro& distro : projections_.attached_distros()) {
        if (!is_projected(distro, engine)) {
            context_.log().warn("distro {} is no longer seen by the engine, attaching it again", distro.name);
            projections_.lost(distro.name);
        }
    }
    attach_missing();
    publish_changes();
}

void DistroService::attach_missing()
{
    for (const Distro& distro : projections_.missing_distros()) {
        if (runs_.count(distro.name) == 0) {
            attach(distro);
        }
    }
}

void DistroService::attach(const Distro& distro)
{
    const base::Instance& instance = context_.instance();
    const std::vector<std::string> hidden{instance.run_dir().string(), instance.state_dir().string()};
    try {
        runs_[distro.name] = std::make_unique<loop::ProgramRun>(
            context_.loop(), attach_spec(distro, projections_.engine(), hidden), kProjectorDeadline,
            [this, name = distro.name](const loop::ProgramEnd& end) {
                on_attach_end(name, judge_output(end));
            });
    } catch (const base::Error& error) {
        runs_.erase(distro.name);
        projections_.failed(distro.name, error.what(), error.hint());
    }
}

void DistroService::on_attach_end(const std::string& name, const std::optional<base::Failure>& failure)
{
    runs_.erase(name);
    if (failure) {
        const std::string known = projections_.status(name).why();
        if (known != failure->message) { // it is tried again and again: say it once
            context_.log().error("attaching distro {}: {}", name, failure->message);
        }
        projections_.failed(name, failure->message, failure->hint);
    } else {
        context_.log().info("distro {} is attached to the engine, process {}", name, projections_.engine());
        projections_.attached(name);
    }
    publish_changes();
    answer_waiting();
}

void DistroService::answer_waiting()
{
    if (!runs_.empty()) {
        return;
    }
    const std::vector<Distro> missing = projections_.missing_distros();
    for (const client::ResponderPtr& responder : std::exchange(waiting_, {})) {
        if (projections_.engine() == 0) {
            responder->fail(bus::v1::STATUS_CODE_UNAVAILABLE, "the engine ended while distros were attached");
        } else if (!missing.empty()) {
            const v1::DistroStatus status = projections_.status(missing.front().name);
            responder->fail(bus::v1::STATUS_CODE_FAILED,
                            "attaching distro " + status.name() + ": " + status.why(), status.hint());
        } else {
            v1::RestoreProjectionsResponse response;
            for (v1::DistroStatus& status : projections_.statuses()) {
                *response.add_distros() = std::move(status);
            }
            responder->reply(response);
        }
    }
}

void DistroService::publish_changes()
{
    bool changed = false;
    for (v1::DistroStatus& status : projections_.statuses()) {
        const std::string name = status.name();
        v1::DistroStateChanged event;
        *event.mutable_distro() = std::move(status);
        std::string serialised = event.SerializeAsString();
        if (published_[name] != serialised) {
            context_.bus().publish_state("host.distro.distro." + name, event);
            published_[name] = std::move(serialised);
            changed = true;
        }
    }
    if (changed) {
        context_.bus().announce_health(projections_.health());
    }
}

} // namespace berth::distro
