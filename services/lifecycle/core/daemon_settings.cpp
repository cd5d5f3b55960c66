// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/core/daemon_settings.hpp"

#include <set>

#include <nlohmann/json.hpp>

namespace berth::lifecycle {
namespace {

constexpr const char* kGuestPrograms = "/usr/libexec/berth/guest/";
constexpr const char* kClampRuntime = "berth-oci-clamp";

nlohmann::json own_config(const DaemonSettings& input)
{
    nlohmann::json config{
        {"hosts", {std::string("unix://") + kEngineSocket}},
        {"containerd", kContainerdSocket},
        {"data-root", "/var/lib/docker"},
        {"exec-root", "/run/docker"},
        {"pidfile", "/run/docker.pid"},
        {"live-restore", true}, // containers outlive a dockerd that dies or is replaced
        {"userland-proxy-path", std::string(kGuestPrograms) + "berth-port"},
        {"shutdown-timeout", input.container_stop_seconds},
    };
    if (!input.host_address.empty()) {
        config["host-gateway-ip"] = input.host_address; // dockerd's own choice is an address of the engine's
    }
    if (input.clamp_oom_score) {
        config["runtimes"][kClampRuntime]["path"] = std::string(kGuestPrograms) + kClampRuntime;
        config["default-runtime"] = kClampRuntime;
    }
    return config;
}

} // namespace

base::Result<std::string> make_daemon_json(const DaemonSettings& input)
{
    nlohmann::json config = own_config(input);
    if (!input.user_json.empty()) {
        const nlohmann::json user =
            nlohmann::json::parse(input.user_json, nullptr, /*allow_exceptions=*/false);
        if (!user.is_object()) {
            return base::Failure{"engine.daemon_json is not a JSON object",
                                 "`berth settings set engine.daemon_json '{…}'`"};
        }
        for (const auto& [key, value] : user.items()) {
            static const std::set<std::string> kUsersToChange{"live-restore", "shutdown-timeout", "runtimes",
                                                              "host-gateway-ip"};
            const bool is_ours = config.contains(key) && !kUsersToChange.contains(key);
            if (is_ours) {
                return base::Failure{"engine.daemon_json may not set '" + key + "': berth itself sets it",
                                     "take the key out"};
            }
        }
        config.merge_patch(user); // objects such as "runtimes" are joined
    }
    return config.dump();
}

} // namespace berth::lifecycle
