// SPDX-License-Identifier: Apache-2.0
// What berth-init must know of daemon.json, which it otherwise writes as it was given. Pure.
#pragma once

#include <optional>
#include <string>

namespace berth::lifecycle {

/// The text with "live-restore" false; std::nullopt when it is not on, or the text is no JSON object.
std::optional<std::string> without_live_restore(const std::string& daemon_json);

/// dockerd prints this line once SIGHUP's new configuration holds.
bool says_configuration_reloaded(const std::string& line);

} // namespace berth::lifecycle
