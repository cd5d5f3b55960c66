// SPDX-License-Identifier: Apache-2.0
// What berth-init must know of daemon.json, and changes in it. Pure.
#pragma once

#include <optional>
#include <string>

#include "berth/diagnostics/v1/log.pb.h"

namespace berth::lifecycle {

/// The text with "live-restore" false; std::nullopt when it is not on, or the text is no JSON object.
std::optional<std::string> without_live_restore(const std::string& daemon_json);

/// dockerd says that it has reloaded at level info, and berth-init waits for that word. So where the user
/// wants to hear less, dockerd still says it, and berth-init keeps it to itself.
struct DaemonOutput {
    std::string config;           ///< without a "log-level" above info
    diagnostics::v1::Level least; ///< lines below it are not passed on
};
DaemonOutput with_audible_reload(const std::string& daemon_json);

/// dockerd prints this line once SIGHUP's new configuration holds.
bool says_configuration_reloaded(const std::string& line);

} // namespace berth::lifecycle
