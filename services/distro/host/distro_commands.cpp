// SPDX-License-Identifier: Apache-2.0
// The handlers of the commands about a distro's life.
#include "services/distro/core/distro_name.hpp"
#include "services/distro/host/replies.hpp"

namespace berth::distro {
void DistroService::on_list(const v1::ListDistros& /*command*/, const Responder& responder)
{
    v1::ListDistrosResponse response;
    for (v1::DistroStatus& status : statuses()) {
        *response.add_distros() = std::move(status);
    }
    responder->reply(response);
}

void DistroService::on_restore(const v1::RestoreProjections& command, const Responder& responder)
{
    if (command.init_host_pid() <= 0) {
        responder->fail(bus::v1::STATUS_CODE_INVALID,
                        "RestoreProjections without the engine's init_host_pid");
        return;
    }
    attachments_.set_engine(command.init_host_pid());
    if (attachments_.projections().engine() == 0) {
        responder->fail(bus::v1::STATUS_CODE_UNAVAILABLE, "there is no process " +
                                                              std::to_string(command.init_host_pid()) +
                                                              " to project into");
        return;
    }
    start_wished([this, responder] { converge([this, responder] { answer_restored(responder); }); });
}

/// A distro that does not start keeps nobody waiting: its status says why.
void DistroService::start_wished(std::function<void()> on_all_tried)
{
    const auto left = std::make_shared<std::size_t>(1);
    const auto one_less = [left, on_all_tried = std::move(on_all_tried)] {
        if (--*left == 0) {
            on_all_tried();
        }
    };
    for (const DistroFacts& facts : platform_->distros()) {
        if (facts.record.running() && facts.life == DistroFacts::Life::stopped) {
            ++*left;
            platform_->start(facts.name, [this, one_less, name = facts.name](const Outcome& failure) {
                if (failure) {
                    context_.log().error("starting distro {}: {}", name, failure->message);
                }
                one_less();
            });
        }
    }
    one_less();
}

/// The engine is of no use without the machine's own files; one distro of several is no reason to keep it
/// down.
void DistroService::answer_restored(const Responder& responder)
{
    const v1::DistroStatus machine = status(kHostDistro);
    if (attachments_.projections().engine() == 0) {
        responder->fail(bus::v1::STATUS_CODE_UNAVAILABLE, "the engine ended while distros were attached");
    } else if (machine.state() == v1::DistroStatus::STATE_FAILED) {
        responder->fail(bus::v1::STATUS_CODE_FAILED, "attaching distro host: " + machine.why(),
                        machine.hint());
    } else {
        v1::RestoreProjectionsResponse response;
        for (v1::DistroStatus& status : statuses()) {
            *response.add_distros() = std::move(status);
        }
        responder->reply(response);
    }
}

void DistroService::on_create(const v1::CreateDistro& command, const Responder& responder)
{
    const std::string name = command.name();
    const auto on_progress = [this](const v1::DistroUnpackProgressed& progress) {
        context_.bus().publish("host.distro.unpack." + progress.name(), progress);
    };
    platform_->create(command, on_progress, [this, name, responder](const Outcome& failure) {
        if (failure) {
            fail(responder, {"making distro " + name + ": " + failure->message, failure->hint});
        } else {
            context_.log().info("made distro {}", name);
            reply<v1::CreateDistroResponse>(responder, status(name));
        }
    });
}

void DistroService::on_start(const v1::StartDistro& command, const Responder& responder)
{
    const std::string name = command.name();
    platform_->start(name, [this, name, responder](const Outcome& failure) {
        if (failure) {
            fail(responder, {"starting distro " + name + ": " + failure->message, failure->hint});
        } else if (keep_wish(responder, [&] { platform_->set_running(name, true); })) {
            converge([this, name, responder] { reply<v1::StartDistroResponse>(responder, status(name)); });
        }
    });
}

void DistroService::on_terminate(const v1::TerminateDistro& command, const Responder& responder)
{
    const std::string name = command.name();
    if (!is_known(name, responder) || !keep_wish(responder, [&] { platform_->set_running(name, false); })) {
        return;
    }
    terminate(name, [this, name, responder](const Outcome& failure) {
        if (failure) {
            fail(responder, {"terminating distro " + name + ": " + failure->message, failure->hint});
        } else {
            reply<v1::TerminateDistroResponse>(responder, status(name));
        }
    });
}

/// Detached first, so that the engine never holds the root of a distro that is no more.
void DistroService::terminate(const std::string& name, Platform::OnDone on_done)
{
    leaving_.insert(name);
    converge([this, name, on_done = std::move(on_done)] {
        platform_->terminate(name, [this, name, on_done](const Outcome& failure) {
            leaving_.erase(name);
            on_done(failure);
            converge([] {});
        });
    });
}

void DistroService::on_remove(const v1::RemoveDistro& command, const Responder& responder)
{
    const std::string name = command.name();
    platform_->remove(name, [this, name, responder](const Outcome& failure) {
        if (failure) {
            fail(responder, *failure);
        } else {
            context_.log().info("removed distro {}", name);
            responder->reply(v1::RemoveDistroResponse{});
        }
    });
}

} // namespace berth::distro
