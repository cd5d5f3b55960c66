// SPDX-License-Identifier: Apache-2.0
// Which distros shall be seen by the engine, and which are. Pure: told what happened, says what is to be
// done.
#pragma once

#include <string>
#include <vector>

#include "berth/bus/v1/session.pb.h"
#include "berth/distro/v1/distro.pb.h"

namespace berth::distro {

struct Distro {
    std::string name;
    int pid = 0; ///< a process that lives in it, in the host's pid namespace
};

class Projections {
public:
    /// All distros that shall be attached whenever there is an engine.
    explicit Projections(std::vector<Distro> distros);

    /// berth-init's pid in the host's pid namespace, 0 for no engine. True when that is news: nothing is
    /// attached then.
    bool set_engine(int init_pid);
    int engine() const { return engine_; }

    void attached(const std::string& name);
    void failed(const std::string& name, const std::string& why, const std::string& hint);
    /// It was attached, and a look said that it is not any more.
    void lost(const std::string& name);

    const std::vector<Distro>& distros() const { return distros_; }
    std::vector<Distro> attached_distros() const;
    std::vector<Distro> missing_distros() const; ///< none without an engine

    v1::DistroStatus status(const std::string& name) const; ///< of a known distro
    std::vector<v1::DistroStatus> statuses() const;
    /// Without an engine there is nothing to do, and that is fine.
    bus::v1::Health health() const;

private:
    enum class State { waiting, attached, failed };
    struct Outcome {
        State state = State::waiting;
        std::string why = {};
        std::string hint = {};
    };
    std::size_t index_of(const std::string& name) const; ///< of a known distro

    std::vector<Distro> distros_;
    std::vector<Outcome> outcomes_; ///< beside distros_
    int engine_ = 0;
};

} // namespace berth::distro
