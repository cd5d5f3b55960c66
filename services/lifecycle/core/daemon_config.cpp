// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/core/daemon_config.hpp"

#include <nlohmann/json.hpp>

#include "services/lifecycle/core/log_level.hpp"

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

DaemonOutput with_audible_reload(const std::string& daemon_json)
{
    constexpr const char* kKey = "log-level";
    nlohmann::json config = nlohmann::json::parse(daemon_json, nullptr, false);
    if (!config.is_object() || !config.contains(kKey) || !config[kKey].is_string()) {
        return {.config = daemon_json, .least = diagnostics::v1::LEVEL_DEBUG};
    }
    const diagnostics::v1::Level wanted = log_level_of_word(config[kKey].get<std::string>());
    if (wanted <= diagnostics::v1::LEVEL_INFO) { // also a word that dockerd does not know: it says so itself
        return {.config = daemon_json, .least = diagnostics::v1::LEVEL_DEBUG};
    }
    config.erase(kKey);
    return {.config = config.dump(), .least = wanted};
}

bool says_configuration_reloaded(const std::string& line)
{
    return line.find("Reloaded configuration") != std::string::npos;
}

} // namespace berth::lifecycle
