// SPDX-License-Identifier: Apache-2.0
// settings.json as the settings verbs use it: every failure is an Exit with ExitCode::settings or usage.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/instance.hpp"
#include "settings/keys.hpp"

namespace berth::cli {

settings::v1::Settings load_settings(const base::Instance& instance);

/// Every key there is, for the completion.
std::vector<std::string> setting_keys();

/// Loads, changes, saves, and says when the change takes effect. Switching sockets.link_client off takes
/// effect at once, also where berth is down.
void change_settings(const base::Instance& instance, const std::string& key, bool json,
                     const std::function<void(settings::v1::Settings&)>& change);

/// What a person types for a changed key to take effect: "berth service restart netbridge".
std::string command_to_apply(const base::Instance& instance, const std::string& key);

/// One key as a JSON object.
std::string to_json(const settings::KeyInfo& key);

} // namespace berth::cli
