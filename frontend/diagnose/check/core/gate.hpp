// SPDX-License-Identifier: Apache-2.0
// Why a check cannot be run now, before it is. Pure.
#pragma once

#include <optional>
#include <string>

#include "frontend/diagnose/check/core/report.hpp"

namespace berth::diagnose {

/// How berth answered when it was asked how it is.
struct Contact {
    enum class State {
        answered,
        not_running,
        denied, ///< the user may not ask
        silent, ///< somebody listens, and does not answer
    } state = State::not_running;
    std::string message = {};
    std::string hint = {};
};

struct Needs {
    bool root = false;
    bool up = false;        ///< berth is not known to be down
    bool berth = false;     ///< an answer of berth's services
    std::string check = {}; ///< the id of a check that must have passed
};

/// The finding that stands for a check that cannot be run; nothing when it can. `needed` is the result of
/// needs.check, `is_shown` whether that one is in the report: where it is not, this check says what it said.
std::optional<Finding> stopped_at_gate(const Needs& needs, bool is_root, const Contact& contact,
                                       const Result* needed, bool is_shown);

} // namespace berth::diagnose
