// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/paths/distro_origin.hpp"

namespace berth::netbridge {

DistroOrigin::DistroOrigin(std::string name, EngineView view)
    : Origin(std::move(view)), name_(std::move(name))
{}

base::Result<Origin::Place> DistroOrigin::locate(std::string_view typed) const
{
    if (auto socket = as_docker_socket(clean_path(typed))) {
        return *std::move(socket);
    }
    if (auto literal = as_literal(typed)) {
        return *std::move(literal);
    }
    return Place{.owner = PathOwner::origin, .location = {.distro = name_, .path = without_climbing(typed)}};
}

std::string DistroOrigin::show(const Location& location) const
{
    return location.distro == name_ ? location.path : to_engine_path(location);
}

} // namespace berth::netbridge
