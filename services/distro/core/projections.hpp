// SPDX-License-Identifier: Apache-2.0
// Which distros shall be seen by the engine, and which are. Pure: told what happened, says what is to be
// done.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "berth/bus/v1/session.pb.h"
#include "berth/distro/v1/distro.pb.h"
#include "services/distro/core/distro_facts.hpp"

namespace berth::distro {

struct Distro {
    std::string name;
    int pid = 0;                  ///< a process that lives in it, in the host's pid namespace
    std::uint64_t start_time = 0; ///< of that process: another life of the distro has another root mount

    bool operator==(const Distro&) const = default;
};

class Projections {
public:
    /// The distros that run and shall be attached whenever there is an engine. What is known of one that was
    /// wanted before stays, unless it has been started anew.
    void set_wanted(const std::vector<Distro>& distros);

    /// berth-init's pid in the host's pid namespace, 0 for no engine. True when that is news: nothing is
    /// attached then.
    bool set_engine(int init_pid);
    int engine() const { return engine_; }

    /// News of a distro, or of a life of it, that is no longer wanted are ignored.
    void attached(const Distro& distro);
    void failed(const Distro& distro, const std::string& why, const std::string& hint);
    /// It was attached, and a look said that it is not any more.
    void lost(const std::string& name);
    /// What failed is to be tried again.
    void retry();

    bool is_wanted(const std::string& name) const;
    std::string why(const std::string& name) const; ///< of the last failure; empty when there was none
    std::vector<Distro> attached_distros() const;
    std::vector<Distro> missing_distros() const; ///< to be attached now; none without an engine
    /// Without an engine there is nothing to do, and that is fine.
    bool is_complete(const std::string& name) const;

    /// Completes what is known of a distro that runs.
    void describe(const DistroFacts& facts, v1::DistroStatus& status) const;

private:
    enum class State { waiting, attached, failed };
    struct Wanted {
        Distro distro;
        State state = State::waiting;
        std::string why = {};
        std::string hint = {};
        bool may_try = true; ///< a failure is not tried again before retry()
    };
    Wanted* find(const std::string& name);
    Wanted* find(const Distro& life);
    const Wanted* find(const std::string& name) const;

    std::vector<Wanted> wanted_;
    int engine_ = 0;
};

/// All that is known of a distro at this moment.
v1::DistroStatus make_status(const DistroFacts& facts, const Projections& projections);

/// Degraded while something is not as it is wished.
bus::v1::Health judge_health(const std::vector<v1::DistroStatus>& statuses, bool has_engine);

} // namespace berth::distro
