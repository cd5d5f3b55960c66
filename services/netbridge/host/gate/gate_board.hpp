// SPDX-License-Identifier: Apache-2.0
// The start gate on the bus: follows which distros are attached, says when to look, and tells what waits.
// Belongs to the bus loop; the gate itself is on the data thread.
#pragma once

#include <functional>
#include <set>
#include <string>

#include "berth/distro/v1/distro.pb.h"
#include "berth/netbridge/v1/network.pb.h"
#include "service/service.hpp"
#include "services/netbridge/host/gate/start_gate.hpp"

namespace berth::netbridge {

class GateBoard {
public:
    struct Gate {
        std::function<void(std::set<std::string> attached)> set_attached;
        std::function<void()> engine_began;
        std::function<void()> look;
    };
    GateBoard(service::Context& context, Gate gate);

    /// After each probe of the engine's API. Looks when it has begun to answer, for as long as a distro is
    /// away, since a container may die and miss it at any time, and while there is something to be started.
    void engine_answers(bool answers);

    void on_report(const StartGate::Report& report);

    const v1::StartGateChanged& state() const { return state_; }

private:
    void on_distro(const distro::v1::DistroStatus& distro);

    service::Context& context_;
    Gate gate_;
    std::set<std::string> attached_;
    std::set<std::string> away_; ///< known and not attached
    bool answering_ = false;
    bool has_left_behind_ = false;
    v1::StartGateChanged state_;
    std::string failure_; ///< said last: the same one is not logged again and again
};

} // namespace berth::netbridge
