// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/core/daemon_config.hpp"

#include <nlohmann/json.hpp>

namespace berth::lifecycle {

std::optional<std::string> without_live_restore(const std::string& daemon_json)
{
    constexpr const char* kKey = "live-restore";
    nlohmann::json config = nlohmann::json::parse(daemon_json, nullptr, false);
    if (!config.is_object() || !config.contains(kKey) || config[kKey] != true) {
        return std::nullopt;
    }
    config[kKey] = false;
    return config.dump();
}

bool says_configuration_reloaded(const std::string& line)
{
    return line.find("Reloaded configuration") != std::string::npos;
}

} // namespace berth::lifecycle
