// SPDX-License-Identifier: Apache-2.0
// Where one instance of berth keeps its things. Every path here is read in the host's mount namespace.
#pragma once

#include <filesystem>
#include <string>

namespace berth::base {

/// Several instances run side by side; the default one has an empty name and no suffix.
class Instance {
public:
    /// Throws Error unless the name is empty or matches [a-z0-9][a-z0-9-]{0,15}.
    explicit Instance(std::string name = {});

    const std::string& name() const { return name_; }
    std::string suffix() const { return name_.empty() ? "" : "-" + name_; }
    std::string display_name() const { return name_.empty() ? "default" : name_; }

    std::filesystem::path state_dir() const; ///< /var/lib/berth[-I]: store, images, state; survives reboots
    std::filesystem::path
    run_dir() const; ///< /run/berth[-I]: sockets, locks; docker.sock for the host's user
    std::filesystem::path log_dir() const;       ///< /var/log/berth[-I]
    std::filesystem::path settings_file() const; ///< /etc/berth[-I]/settings.json, protobuf JSON

    std::filesystem::path bus_dir() const { return run_dir() / "bus"; } ///< the broker's ZeroMQ sockets
    std::filesystem::path tunnel_dir() const
    {
        return run_dir() / "tunnel";
    } ///< shared with the guest as /run/berth/tunnel
    std::filesystem::path store_dir() const
    {
        return state_dir() / "store";
    } ///< becomes /var/lib/docker's parent in the guest

    /// The engine's cgroup, in each hierarchy: what is in it is the engine.
    std::string engine_cgroup() const { return "berth" + suffix(); }

private:
    std::string name_;
};

/// Directory of the running program.
std::filesystem::path own_program_dir();

/// Where berth's programs lie (libexec/berth), found from the running program in the build tree and installed
/// alike.
std::filesystem::path libexec_dir();

/// Where berth's data lie (share/berth): service manifests, images.
std::filesystem::path share_dir();

} // namespace berth::base
