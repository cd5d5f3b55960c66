// SPDX-License-Identifier: Apache-2.0
// Every setting by its key. Of daemon.json's further keys the names stay, and the values of those that hold
// no names.
#include "settings/settings.hpp"

#include "frontend/diagnose/bundle/collect/collect.hpp"
#include "frontend/diagnose/bundle/collect/findings.hpp"
#include "settings/keys.hpp"

namespace berth::bundle {
namespace {

constexpr const char* kDaemonKey = "engine.daemon_json";

Json reduced_daemon_json(const std::string& text)
{
    static const Json kAllowed = Json::parse(R"({
        "debug": true, "log-level": true, "log-driver": true, "log-format": true, "storage-driver": true,
        "live-restore": true, "experimental": true, "ip6tables": true, "iptables": true, "ipv6": true, "mtu": true,
        "icc": true, "userland-proxy": true, "default-cgroupns-mode": true, "default-ipc-mode": true,
        "max-concurrent-downloads": true, "max-concurrent-uploads": true, "max-download-attempts": true,
        "shutdown-timeout": true, "no-new-privileges": true, "features": {"containerd-snapshotter": true,
        "buildkit": true}})");
    const Json value = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!value.is_object()) {
        return text.empty() ? Json(nullptr) : Json("not a JSON object");
    }
    Json out = reduced(value, kAllowed);
    for (const auto& [name, ignored] : value.items()) {
        if (!out.contains(name)) {
            out[name] = "set";
        }
    }
    return out;
}

} // namespace

void collect_settings(const Scene& scene, Findings& findings)
{
    Json all = Json::object();
    for (const settings::KeyInfo& key :
         settings::list_keys(settings::load_written(scene.instance.settings_file()))) {
        Json value = key.key == kDaemonKey ? reduced_daemon_json(key.value) : Json(key.value);
        all[key.key] = {{"value", std::move(value)}, {"written", key.is_written}};
    }
    add_json(findings, "settings.json", all);
}

} // namespace berth::bundle
