// SPDX-License-Identifier: Apache-2.0
// What a platform knows of one distro at this moment.
#pragma once

#include <cstdint>
#include <string>

#include "berth/distro/v1/distro.pb.h"

namespace berth::distro {

struct DistroFacts {
    enum class Life { creating, stopped, starting, running, stopping };

    std::string name;
    Life life = Life::stopped;
    v1::DistroProcess process = {}; ///< while it runs
    v1::DistroRecord record = {};   ///< without an id: the machine itself
    std::string location = {};      ///< of its files, in the host's mount namespace
    bool has_failed = false;        ///< the last start did
    std::string why = {};           ///< it does not run, though it was meant to
    std::string hint = {};

    bool is_machine() const { return record.id().empty() && life != Life::creating; }
    bool runs() const { return life == Life::running; }
};

} // namespace berth::distro
