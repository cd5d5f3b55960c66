// SPDX-License-Identifier: Apache-2.0
#include "services/distro/core/projections.hpp"

#include <algorithm>

#include "services/distro/core/projection.hpp"

namespace berth::distro {

using Status = v1::DistroStatus;

void Projections::set_wanted(const std::vector<Distro>& distros)
{
    std::vector<Wanted> wanted;
    for (const Distro& distro : distros) {
        const Wanted* before = find(distro.name);
        wanted.push_back(before != nullptr && before->distro == distro ? *before : Wanted{.distro = distro});
    }
    wanted_ = std::move(wanted);
}

bool Projections::set_engine(int init_pid)
{
    if (init_pid == engine_) {
        return false;
    }
    engine_ = init_pid;
    for (Wanted& wanted : wanted_) {
        wanted = {.distro = wanted.distro};
    }
    return true;
}

Projections::Wanted* Projections::find(const std::string& name)
{
    const auto found = std::find_if(wanted_.begin(), wanted_.end(),
                                    [&](const Wanted& wanted) { return wanted.distro.name == name; });
    return found == wanted_.end() ? nullptr : &*found;
}

const Projections::Wanted* Projections::find(const std::string& name) const
{
    return const_cast<Projections*>(this)->find(name);
}

Projections::Wanted* Projections::find(const Distro& life)
{
    Wanted* wanted = find(life.name);
    return wanted != nullptr && wanted->distro == life ? wanted : nullptr;
}

void Projections::attached(const Distro& distro)
{
    if (Wanted* wanted = find(distro)) {
        *wanted = {.distro = wanted->distro, .state = State::attached};
    }
}

void Projections::failed(const Distro& distro, const std::string& why, const std::string& hint)
{
    if (Wanted* wanted = find(distro)) {
        *wanted = {
            .distro = wanted->distro, .state = State::failed, .why = why, .hint = hint, .may_try = false};
    }
}

void Projections::lost(const std::string& name)
{
    if (Wanted* wanted = find(name)) {
        *wanted = {.distro = wanted->distro, .why = "its projection was lost"};
    }
}

void Projections::retry()
{
    for (Wanted& wanted : wanted_) {
        wanted.may_try = true;
    }
}

bool Projections::is_wanted(const std::string& name) const
{
    return find(name) != nullptr;
}

std::string Projections::why(const std::string& name) const
{
    const Wanted* wanted = find(name);
    return wanted == nullptr ? "" : wanted->why;
}

std::vector<Distro> Projections::attached_distros() const
{
    std::vector<Distro> found;
    for (const Wanted& wanted : wanted_) {
        if (wanted.state == State::attached) {
            found.push_back(wanted.distro);
        }
    }
    return found;
}

std::vector<Distro> Projections::missing_distros() const
{
    std::vector<Distro> found;
    for (const Wanted& wanted : wanted_) {
        if (engine_ != 0 && wanted.state != State::attached && wanted.may_try) {
            found.push_back(wanted.distro);
        }
    }
    return found;
}

bool Projections::is_complete(const std::string& name) const
{
    const Wanted* wanted = find(name);
    return engine_ == 0 || wanted == nullptr || wanted->state == State::attached;
}

void Projections::describe(const DistroFacts& facts, Status& status) const
{
    const Wanted* wanted = find(facts.name);
    status.set_state(Status::STATE_RUNNING);
    if (engine_ == 0) {
        status.set_why("no engine runs");
    } else if (wanted == nullptr) {
        status.set_why(facts.record.attach() ? "not attached to the engine yet" : "detached");
    } else if (wanted->state == State::attached) {
        status.set_state(Status::STATE_ATTACHED);
        status.set_engine_path(projection_path(facts.name).string());
    } else {
        status.set_state(wanted->state == State::failed ? Status::STATE_FAILED : Status::STATE_RUNNING);
        status.set_why(wanted->why.empty() ? "not attached to the engine yet" : wanted->why);
        status.set_hint(wanted->hint);
    }
}

Status make_status(const DistroFacts& facts, const Projections& projections)
{
    Status status;
    status.set_name(facts.name);
    status.set_location(facts.location);
    if (!facts.record.id().empty()) {
        *status.mutable_record() = facts.record;
    }
    switch (facts.life) {
    case DistroFacts::Life::creating:
        status.set_state(Status::STATE_CREATING);
        break;
    case DistroFacts::Life::starting:
        status.set_state(Status::STATE_STOPPED);
        status.set_why("being started");
        break;
    case DistroFacts::Life::stopping:
        status.set_state(Status::STATE_RUNNING);
        status.set_why("being terminated");
        break;
    case DistroFacts::Life::stopped:
        status.set_state(facts.has_failed ? Status::STATE_FAILED : Status::STATE_STOPPED);
        status.set_why(facts.why);
        status.set_hint(facts.hint);
        break;
    case DistroFacts::Life::running:
        *status.mutable_process() = facts.process;
        projections.describe(facts, status);
        break;
    }
    return status;
}

bus::v1::Health judge_health(const std::vector<Status>& statuses, bool has_engine)
{
    bus::v1::Health health;
    health.set_state(bus::v1::Health::STATE_READY);
    for (const Status& status : statuses) {
        const bool is_wished = !status.has_record() || status.record().attach();
        const bool is_awaited = has_engine && is_wished && status.state() == Status::STATE_RUNNING;
        if (status.state() == Status::STATE_FAILED || is_awaited) {
            health.set_state(bus::v1::Health::STATE_DEGRADED);
            health.set_why("distro " + status.name() + ": " + status.why());
            health.set_hint(status.hint());
        }
    }
    return health;
}

} // namespace berth::distro
