// SPDX-License-Identifier: Apache-2.0
// The isolation self-test: what a container tries to reach, as lines for the probe program, and what to make
// of the lines that come back. Nothing of it may be reachable. Pure. (The program is
// frontend/diagnose/probe.)
#pragma once

#include <string>
#include <vector>

#include "frontend/diagnose/check/core/finding.hpp"

namespace berth::diagnose {

/// One thing to try. The group is the id of its check behind "isolation."; the kinds are the probe's.
struct Trial {
    std::string group;
    std::string kind;
    std::string target; ///< as the probe takes it: "192.168.65.1:2375", "[fe80::1]:2375", "/run/x.sock"
};

struct IsolationPlan {
    std::vector<std::string> addresses = {}; ///< of the engine, and what it calls the host
    std::string meant_for_loopback =
        {}; ///< one of them that leads to the host's loopback by design; may be empty
    std::vector<std::string> control_sockets = {}; ///< by path, of host and engine alike
    std::vector<std::string> directories = {};     ///< berth's own, in which such sockets lie
    unsigned loopback_port_v4 = 0; ///< of listeners that the check holds on the host's loopback; 0: none
    unsigned loopback_port_v6 = 0;
};

std::vector<Trial> trials_of(const IsolationPlan& plan);

/// The probe's arguments: "KIND=TARGET", in the order of the trials.
std::vector<std::string> arguments_of(const std::vector<Trial>& trials);

/// One line of the probe: "KIND=TARGET<TAB>reached|not<TAB>WORDS".
struct Tried {
    std::string argument;
    bool reached = false;
    std::string words;
};

/// Lines that are not understood are skipped.
std::vector<Tried> parse_tried(const std::string& output);

/// A trial without a line is a failure: what was not tried is not known to be shut.
Finding judge_group(const std::string& group, const std::vector<Trial>& trials,
                    const std::vector<Tried>& tried, const std::string& fix);

} // namespace berth::diagnose
