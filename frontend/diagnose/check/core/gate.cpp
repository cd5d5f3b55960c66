// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/core/gate.hpp"

namespace berth::diagnose {

std::optional<Finding> stopped_at_gate(const Needs& needs, bool is_root, const Contact& contact,
                                       const Result* needed, bool is_shown)
{
    if (needs.root && !is_root) {
        return skip("needs root: put sudo in front of the command");
    }
    const bool is_down = contact.state == Contact::State::not_running;
    if ((needs.up && is_down) || (needs.berth && contact.state != Contact::State::answered)) {
        return skip(contact.message);
    }
    if (needed != nullptr &&
        (needed->finding.outcome == Outcome::fail || needed->finding.outcome == Outcome::skip)) {
        if (is_shown) {
            return skip(needed->id + " did not pass");
        }
        Finding inherited = needed->finding;
        inherited.evidence = needed->id + ": " + inherited.evidence;
        return inherited;
    }
    return std::nullopt;
}

} // namespace berth::diagnose
