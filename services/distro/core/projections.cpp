// SPDX-License-Identifier: Apache-2.0
#include "services/distro/core/projections.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "services/distro/core/projection.hpp"

namespace berth::distro {

Projections::Projections(std::vector<Distro> distros)
    : distros_(std::move(distros)), outcomes_(distros_.size())
{}

bool Projections::set_engine(int init_pid)
{
    if (init_pid == engine_) {
        return false;
    }
    engine_ = init_pid;
    std::fill(outcomes_.begin(), outcomes_.end(), Outcome{});
    return true;
}

std::size_t Projections::index_of(const std::string& name) const
{
    const auto found = std::find_if(distros_.begin(), distros_.end(),
                                    [&](const Distro& distro) { return distro.name == name; });
    base::expects(found != distros_.end(), "an unknown distro");
    return static_cast<std::size_t>(found - distros_.begin());
}

void Projections::attached(const std::string& name)
{
    outcomes_[index_of(name)] = {State::attached};
}

void Projections::failed(const std::string& name, const std::string& why, const std::string& hint)
{
    outcomes_[index_of(name)] = {State::failed, why, hint};
}

void Projections::lost(const std::string& name)
{
    outcomes_[index_of(name)] = {State::waiting, "its projection was lost"};
}

std::vector<Distro> Projections::attached_distros() const
{
    std::vector<Distro> found;
    for (std::size_t i = 0; i < distros_.size(); ++i) {
        if (outcomes_[i].state == State::attached) {
            found.push_back(distros_[i]);
        }
    }
    return found;
}

std::vector<Distro> Projections::missing_distros() const
{
    std::vector<Distro> found;
    for (std::size_t i = 0; engine_ != 0 && i < distros_.size(); ++i) {
        if (outcomes_[i].state != State::attached) {
            found.push_back(distros_[i]);
        }
    }
    return found;
}

v1::DistroStatus Projections::status(const std::string& name) const
{
    const Outcome& outcome = outcomes_[index_of(name)];
    v1::DistroStatus status;
    status.set_name(name);
    status.set_why(outcome.why);
    status.set_hint(outcome.hint);
    if (engine_ == 0) {
        status.set_state(v1::DistroStatus::STATE_RUNNING);
        status.set_why("no engine runs");
    } else if (outcome.state == State::attached) {
        status.set_state(v1::DistroStatus::STATE_ATTACHED);
        status.set_engine_path(projection_path(name).string());
    } else {
        status.set_state(outcome.state == State::failed ? v1::DistroStatus::STATE_FAILED
                                                        : v1::DistroStatus::STATE_RUNNING);
        if (outcome.why.empty()) {
            status.set_why("not attached to the engine yet");
        }
    }
    return status;
}

std::vector<v1::DistroStatus> Projections::statuses() const
{
    std::vector<v1::DistroStatus> all;
    std::transform(distros_.begin(), distros_.end(), std::back_inserter(all),
                   [this](const Distro& distro) { return status(distro.name); });
    return all;
}

bus::v1::Health Projections::health() const
{
    bus::v1::Health health;
    health.set_state(bus::v1::Health::STATE_READY);
    for (const Distro& distro : missing_distros()) {
        const v1::DistroStatus missing = status(distro.name);
        health.set_state(bus::v1::Health::STATE_DEGRADED);
        health.set_why("distro " + distro.name + ": " + missing.why());
        health.set_hint(missing.hint());
    }
    return health;
}

} // namespace berth::distro
