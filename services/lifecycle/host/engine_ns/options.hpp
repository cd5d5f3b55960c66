// SPDX-License-Identifier: Apache-2.0
// What berth-engine-ns is told. All paths are read in the host's mount namespace.
#pragma once

#include <filesystem>
#include <string>

namespace berth::lifecycle {

struct EngineOptions {
    std::string instance;
    std::filesystem::path base_rootfs; ///< squashfs: the root in which berth-init and the guest halves run
    std::filesystem::path pack_rootfs; ///< squashfs: containerd, dockerd and what they run
    std::filesystem::path store;       ///< directory; its docker/ and containerd/ are made when missing
    std::filesystem::path tunnel_dir;  ///< seen by the engine as /run/berth/tunnel
    std::filesystem::path log_file;    ///< berth-init's own standard error; empty: nowhere
    std::string cgroup;                ///< one directory in every hierarchy
    std::string hostname;
};

} // namespace berth::lifecycle
