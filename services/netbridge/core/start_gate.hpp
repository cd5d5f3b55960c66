// SPDX-License-Identifier: Apache-2.0
// The start gate: containers that wait for a distro.
//
// Theory. A source in a distro that is not attached lies below /distros/X, which is not there: /distros is
// read-only, so dockerd can neither find nor make it and fails the start with that path in its words. It does
// not try again by itself. What it wrote into the container's State.Error is all that the gate knows and
// needs: a stopped container with a restart policy whose last start failed over /distros/X waits for X, and
// is started when X is attached. Nothing of our own is remembered, so nothing can be lost or go stale.
//   Likewise dockerd tries a container with a restart policy once when it starts, and passes over one whose
// start fails, be it for want of a descriptor that is there a moment later. What is found so when the engine
// has begun to answer is left behind: it is tried again a few times, at growing intervals.
//
// Pure: the engine's answers in, decisions out.
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace berth::netbridge {

struct WaitingContainer {
    std::string id;
    std::string name;              ///< without Docker's leading slash
    std::set<std::string> distros; ///< that its last start missed; never empty
    bool was_left_behind = false;  ///< it has run before, and its last start has failed for another reason
    friend bool operator==(const WaitingContainer&, const WaitingContainer&) = default;
};

/// The request for the containers that may wait: all that do not run.
std::string gate_list_target();

/// Ids in the engine's answer to it. Fails on what is no such answer.
base::Result<std::vector<std::string>> ids_in_list(std::string_view list_json);

/// Of the engine's answer to GET /containers/ID/json: the container, if it waits; with no distros if it does
/// not wait for one. Fails on what is no such answer.
base::Result<WaitingContainer> judge_container(std::string_view inspect_json);

/// Between two attempts to start what was left behind, the first of which comes after `first`; std::nullopt:
/// there were enough.
std::optional<std::chrono::milliseconds> next_attempt_after(unsigned attempts,
                                                            std::chrono::milliseconds first);

/// True when each distro that it misses is attached now: it can be started.
bool may_start(const WaitingContainer& container, const std::set<std::string>& attached);

} // namespace berth::netbridge
