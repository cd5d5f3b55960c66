// SPDX-License-Identifier: Apache-2.0
// The store on disk: found, judged (core/store_identity.hpp), locked, with room enough; or an error before
// anything starts. Paths are in the host's mount namespace.
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/instance.hpp"
#include "base/unique_fd.hpp"
#include "services/lifecycle/core/store_identity.hpp"

namespace berth::lifecycle {

struct StorePaths {
    std::filesystem::path store_dir;  ///< becomes the parent of dockerd's data-root in the engine
    std::filesystem::path state_file; ///< remembers which store is expected; must not lie in the store

    static StorePaths of(const base::Instance& instance);
};

/// Below this an engine would start only to fail in the middle of a write.
struct RoomNeeded {
    std::uint64_t bytes = 512ULL << 20U;
    std::uint64_t inodes = 4096; ///< not looked at where the file system has no fixed number
};

/// An open store. Holds its lock: no other instance, and no second lifecycle service, can open it meanwhile.
class Store {
public:
    const StoreIdentity& identity() const { return identity_; }
    bool is_new() const { return is_new_; }
    std::filesystem::path docker_dir() const { return dir_ / "docker"; } ///< 0710, as dockerd makes it
    std::filesystem::path containerd_dir() const
    {
        return dir_ / "containerd";
    } ///< 0711, as containerd makes it

private:
    friend Store open_store(const StorePaths& paths, const RoomNeeded& needed);
    Store(std::filesystem::path dir, StoreIdentity identity, bool is_new, base::UniqueFd lock)
        : dir_(std::move(dir)), identity_(std::move(identity)), is_new_(is_new), lock_(std::move(lock))
    {}

    std::filesystem::path dir_;
    StoreIdentity identity_;
    bool is_new_;
    base::UniqueFd lock_; // flock ends with the descriptor
};

/// Opens the expected store, or makes the first one of an instance. Throws base::Error for a store that is
/// missing, foreign, unmarked, damaged, too new, in use, or on a full disk; nothing was changed then.
Store open_store(const StorePaths& paths, const RoomNeeded& needed = {});

} // namespace berth::lifecycle
