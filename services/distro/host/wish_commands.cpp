// SPDX-License-Identifier: Apache-2.0
// The handlers of the commands that say what shall be from now on: seen by the engine, with a docker of its
// own. The wish is kept first, then everything converges to it.
#include "base/error.hpp"
#include "services/distro/core/distro_name.hpp"
#include "services/distro/host/replies.hpp"

namespace berth::distro {

void DistroService::on_attach(const v1::AttachDistro& command, const Responder& responder)
{
    const std::string name = command.name();
    start_attached(
        name, responder, [] {}, [this, name, responder] { attach_started(name, responder); });
}

void DistroService::start_attached(const std::string& name, const Responder& responder,
                                   std::function<void()> wish_more, std::function<void()> on_settled)
{
    platform_->start(name, [this, name, responder, wish_more = std::move(wish_more),
                            on_settled = std::move(on_settled)](const Outcome& failure) {
        if (failure) {
            fail(responder, {"starting distro " + name + ": " + failure->message, failure->hint});
        } else if (keep_wish(responder, [&] {
                       platform_->set_attach(name, true);
                       platform_->set_running(name, true);
                       wish_more();
                   })) {
            converge(on_settled);
        }
    });
}

void DistroService::attach_started(const std::string& name, const Responder& responder)
{
    const v1::DistroStatus present = status(name);
    if (attachments_.projections().is_complete(name)) {
        reply<v1::AttachDistroResponse>(responder, present);
    } else {
        fail(responder, {"attaching distro " + name + ": " + present.why(), present.hint()});
    }
}

void DistroService::on_detach(const v1::DetachDistro& command, const Responder& responder)
{
    const std::string name = command.name();
    if (!is_known(name, responder) || !keep_wish(responder, [&] { platform_->set_attach(name, false); })) {
        return;
    }
    converge([this, name, responder] { reply<v1::DetachDistroResponse>(responder, status(name)); });
}

void DistroService::on_integrate(const v1::IntegrateDistro& command, const Responder& responder)
{
    const std::string name = command.name();
    if (!is_known(name, responder)) {
        return;
    }
    if (!command.on()) {
        if (keep_wish(responder, [&] { wish_integration(name, false); })) {
            integrations_.look_and_settle([this, name, responder] { answer_integrated(name, responder); });
        }
        return;
    }
    start_attached(
        name, responder, [this, name] { wish_integration(name, true); },
        [this, name, responder] {
            integrations_.look_and_settle([this, name, responder] { answer_integrated(name, responder); });
        });
}

/// A wish that could not be fulfilled stays: it is tried again while the distro runs, and its status says
/// why.
void DistroService::answer_integrated(const std::string& name, const Responder& responder) const
{
    const v1::DistroStatus present = status(name);
    const bool is_wished = present.record().integration().wished();
    if (is_wished && !present.integration().in_place()) {
        fail(responder, {"integrating distro " + name + ": " + present.integration().why(),
                         present.integration().hint()});
    } else {
        reply<v1::IntegrateDistroResponse>(responder, present);
    }
}

void DistroService::wish_integration(const std::string& name, bool wished)
{
    v1::IntegrationRecord record = status(name).record().integration();
    record.set_wished(wished);
    platform_->set_integration(name, record);
}

/// Of a distro that a person has made; answers when it is none.
bool DistroService::is_known(const std::string& name, const Responder& responder) const
{
    if (status(name).has_record()) {
        return true;
    }
    fail(responder,
         name == kHostDistro
             ? base::Failure{"distro host is the machine itself", "it always runs and is attached"}
             : base::Failure{"there is no distro " + name, "`berth distro list` shows what there is"});
    return false;
}

bool DistroService::keep_wish(const Responder& responder, const std::function<void()>& change)
{
    try {
        change();
        return true;
    } catch (const base::Error& error) {
        fail(responder, {error.what(), error.hint()});
        return false;
    }
}

} // namespace berth::distro
