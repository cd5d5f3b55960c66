// SPDX-License-Identifier: Apache-2.0
#include "services/distro/host/distro_service.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "services/distro/core/distro_name.hpp"

namespace berth::distro {

using lifecycle::v1::EngineStatus;

namespace {

std::vector<std::string> own_directories(const base::Instance& instance)
{
    return {instance.run_dir().string(), instance.state_dir().string()};
}

} // namespace

template <class Command>
void DistroService::handle(void (DistroService::*handler)(const Command&, const Responder&))
{
    context_.bus().handle<Command>([this, handler](const Command& command, const Responder& responder) {
        (this->*handler)(command, responder);
    });
}

DistroService::DistroService(service::Context& context, std::unique_ptr<Platform> platform)
    : context_(context), platform_(std::move(platform)),
      attachments_(context.loop(), context.log(), own_directories(context.instance()),
                   [this] { publish_changes(); }),
      integrations_(
          context.loop(), context.log(),
          {.shares = context.instance().run_dir() / "shares",
           .distros = [this] { return platform_->distros(); },
           .keep = [this](const std::string& name,
                          const v1::IntegrationRecord& record) { platform_->set_integration(name, record); },
           .on_change = [this] { publish_changes(); }})
{
    handle(&DistroService::on_list);
    handle(&DistroService::on_restore);
    handle(&DistroService::on_create);
    handle(&DistroService::on_start);
    handle(&DistroService::on_terminate);
    handle(&DistroService::on_remove);
    handle(&DistroService::on_attach);
    handle(&DistroService::on_detach);
    handle(&DistroService::on_integrate);
    context_.bus().on_event<lifecycle::v1::EngineStateChanged>(
        "host.lifecycle.engine", [this](const std::string&, const lifecycle::v1::EngineStateChanged& event) {
            on_engine(event.engine());
        });
    context_.bus().on_event<updater::v1::ImagesChanged>(
        "host.updater.images",
        [this](const std::string&, const updater::v1::ImagesChanged& event) { on_images(event); });
    platform_->on_change([this] { converge([] {}); });
    converge([] {});
}

DistroService::~DistroService() = default;

bus::v1::Health DistroService::health()
{
    return judge_health(statuses(), attachments_.projections().engine() != 0);
}

void DistroService::stop(bus::v1::DrainReason reason, std::function<void()> done)
{
    attachments_.stop();
    integrations_.stop();
    const auto left = std::make_shared<std::size_t>(1);
    const auto one_less = [left, done = std::move(done)] {
        if (--*left == 0) {
            done();
        }
    };
    for (const DistroFacts& facts : platform_->distros()) {
        if (reason == bus::v1::DRAIN_REASON_SHUTDOWN && facts.life != DistroFacts::Life::stopped &&
            !facts.record.id().empty()) {
            ++*left; // its wish to run stays: it is back with the next engine
            platform_->terminate(facts.name, [this, one_less, name = facts.name](const Outcome& failure) {
                if (failure) {
                    context_.log().error("terminating distro {}: {}", name, failure->message);
                }
                one_less();
            });
        }
    }
    one_less();
}

/// Of the pack in use, else of any: a distro's docker can say that no engine runs.
void DistroService::on_images(const updater::v1::ImagesChanged& images)
{
    std::string directory;
    for (const updater::v1::InstalledImage& image : images.images()) {
        if (!image.client_path().empty() && (directory.empty() || image.in_use())) {
            directory = image.client_path();
        }
    }
    integrations_.set_client(directory);
}

/// Before the engine is ready its mounts may not be there yet; lifecycle says with RestoreProjections when
/// they are.
void DistroService::on_engine(const EngineStatus& engine)
{
    if (engine.init_host_pid() == 0) {
        attachments_.set_engine(0);
    } else if ((engine.state() == EngineStatus::STATE_READY ||
                engine.state() == EngineStatus::STATE_DEGRADED) &&
               engine.init_host_pid() != attachments_.projections().engine()) {
        context_.log().info("found a running engine, process {}", engine.init_host_pid());
        attachments_.set_engine(engine.init_host_pid());
        converge([] {});
    }
}

void DistroService::converge(std::function<void()> on_settled)
{
    attachments_.set_wanted(wanted());
    attachments_.look_and_settle(std::move(on_settled));
    integrations_.look();
}

std::vector<Distro> DistroService::wanted() const
{
    std::vector<Distro> wanted;
    for (const DistroFacts& facts : platform_->distros()) {
        const bool is_wished = facts.is_machine() || facts.record.attach();
        if (facts.runs() && is_wished && leaving_.count(facts.name) == 0) {
            wanted.push_back({facts.name, facts.process.pid(), facts.process.start_time()});
        }
    }
    return wanted;
}

v1::DistroStatus DistroService::status(const std::string& name) const
{
    const std::vector<v1::DistroStatus> all = statuses();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const v1::DistroStatus& status) { return status.name() == name; });
    return found == all.end() ? v1::DistroStatus() : *found;
}

std::vector<v1::DistroStatus> DistroService::statuses() const
{
    std::vector<v1::DistroStatus> all;
    for (const DistroFacts& facts : platform_->distros()) {
        v1::DistroStatus status = make_status(facts, attachments_.projections());
        integrations_.describe(facts, status);
        all.push_back(std::move(status));
    }
    return all;
}

void DistroService::publish_changes()
{
    std::map<std::string, std::string> gone = published_;
    const auto publish = [this](const std::string& name, v1::DistroStatus status) {
        v1::DistroStateChanged event;
        *event.mutable_distro() = std::move(status);
        std::string serialised = event.SerializeAsString();
        if (published_[name] != serialised) {
            context_.bus().publish_state("host.distro.distro." + name, event);
            published_[name] = std::move(serialised);
        }
    };
    for (v1::DistroStatus& status : statuses()) {
        const std::string name = status.name();
        gone.erase(name);
        publish(name, std::move(status));
    }
    for (const auto& [name, last] : gone) {
        v1::DistroStatus removed;
        removed.set_name(name);
        removed.set_state(v1::DistroStatus::STATE_REMOVED);
        publish(name, std::move(removed));
    }
    const bus::v1::Health present = health();
    if (std::string serialised = present.SerializeAsString(); serialised != published_health_) {
        published_health_ = std::move(serialised);
        context_.bus().announce_health(present);
    }
}

} // namespace berth::distro
