// SPDX-License-Identifier: Apache-2.0
// Order matters in a first start that is cut off: identity.json is written before any content and before
// state.json expects it, so what is left is an empty directory (made again) or an unexpected store (adopted),
// never an error.
#include "services/lifecycle/host/store.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <ctime>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/error.hpp"
#include "base/files.hpp"

namespace berth::lifecycle {
namespace {

namespace fs = std::filesystem;

constexpr const char* kIdentityFile = "identity.json";
constexpr const char* kLockFile = "lock";
constexpr mode_t kStoreMode = 0711; // containers' processes with other ids pass through it
constexpr mode_t kDockerMode = 0710;
constexpr mode_t kContainerdMode = 0711;
constexpr mode_t kPrivateFileMode = 0600;

std::optional<std::string> read_if_present(const fs::path& file)
{
    return fs::exists(file) ? std::optional(base::read_file(file).value()) : std::nullopt;
}

/// What is left by mkfs or by us before there is any data says nothing about whose store it is.
bool has_content(const fs::path& store_dir)
{
    if (!fs::exists(store_dir)) {
        return false;
    }
    return std::any_of(
        fs::directory_iterator(store_dir), fs::directory_iterator(), [](const fs::directory_entry& entry) {
            const fs::path name = entry.path().filename();
            return name != kLockFile && name != "lost+found" && name.string().rfind(kIdentityFile, 0) != 0;
        });
}

StoreFacts look_at(const StorePaths& paths)
{
    StoreFacts facts{.store_dir = paths.store_dir, .state_file = paths.state_file};
    if (const auto state = read_if_present(paths.state_file)) {
        facts.expected_id = parse_expected_id(*state, paths.state_file.string());
    }
    const fs::path identity_file = paths.store_dir / kIdentityFile;
    if (const auto identity = read_if_present(identity_file)) {
        facts.found = parse_identity(*identity, identity_file.string());
    }
    facts.has_content = has_content(paths.store_dir);
    return facts;
}

base::UniqueFd lock_store(const fs::path& store_dir)
{
    const fs::path file = store_dir / kLockFile;
    base::UniqueFd lock = base::open_file(file, O_RDWR | O_CREAT, kPrivateFileMode);
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) {
            throw base::SystemError("locking " + file.string());
        }
        const std::string holder = base::read_file(file).value();
        throw base::Error("the store at " + store_dir.string() + " is in use by process " +
                              (holder.empty() ? "?" : holder),
                          "stop the other instance that uses this store");
    }
    const std::string own = std::to_string(::getpid()); // for the message above
    if (::ftruncate(lock.get(), 0) != 0) {
        throw base::SystemError("emptying " + file.string());
    }
    base::write_all(lock.get(), own, file.string());
    return lock;
}

/// The nearest directory that exists: the store itself may be about to be made.
fs::path existing_ancestor(fs::path path)
{
    while (!fs::exists(path) && path.has_relative_path()) {
        path = path.parent_path();
    }
    return path;
}

void check_room(const fs::path& store_dir, const RoomNeeded& needed)
{
    const fs::path where = existing_ancestor(store_dir);
    struct statvfs room {};
    if (::statvfs(where.c_str(), &room) != 0) {
        throw base::SystemError("asking for the free space of " + where.string());
    }
    const std::uint64_t free_bytes = static_cast<std::uint64_t>(room.f_bavail) * room.f_frsize;
    if ((room.f_flag & ST_RDONLY) != 0) {
        throw base::Error("the store's file system at " + where.string() + " is read-only",
                          "look for disk errors in dmesg, then remount it read-write");
    }
    if (free_bytes < needed.bytes) {
        throw base::Error(fmt::format("the store's disk at {} is full: {} MiB free, {} MiB needed to start",
                                      where.string(), free_bytes >> 20U, needed.bytes >> 20U),
                          "free space on that disk");
    }
    if (room.f_files != 0 && room.f_favail < needed.inodes) {
        throw base::Error(
            fmt::format("the store's file system at {} has room for {} more files only, {} needed to start",
                        where.string(), room.f_favail, needed.inodes),
            "remove small files on that disk");
    }
}

StoreIdentity make_identity()
{
    std::string id = base::read_file("/proc/sys/kernel/random/uuid").value();
    id.erase(id.find_last_not_of('\n') + 1);
    const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    return {.id = id, .created = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now))};
}

void remember(const fs::path& state_file, const std::string& id)
{
    const std::string text = read_if_present(state_file).value_or("");
    base::make_directories(state_file.parent_path());
    base::write_file_atomically(state_file, with_expected_id(text, id, state_file.string()),
                                kPrivateFileMode);
}

} // namespace

StorePaths StorePaths::of(const base::Instance& instance)
{
    return {.store_dir = instance.store_dir(), .state_file = instance.state_dir() / "state.json"};
}

Store open_store(const StorePaths& paths, const RoomNeeded& needed)
{
    (void)judge_store(look_at(paths)); // before anything is made
    check_room(paths.store_dir, needed);
    base::make_directories(paths.store_dir, kStoreMode);
    base::UniqueFd lock = lock_store(paths.store_dir);

    const StoreFacts facts =
        look_at(paths); // again: another instance may have been at it until we had the lock
    const StoreAction action = judge_store(facts);
    const StoreIdentity identity = action == StoreAction::create ? make_identity() : *facts.found;
    if (action == StoreAction::create) {
        base::write_file_atomically(paths.store_dir / kIdentityFile, to_json(identity), kPrivateFileMode);
    }
    if (action != StoreAction::open) {
        remember(paths.state_file, identity.id);
    }
    Store store(paths.store_dir, identity, action == StoreAction::create, std::move(lock));
    base::make_directories(store.docker_dir(), kDockerMode);
    base::make_directories(store.containerd_dir(), kContainerdMode);
    return store;
}

} // namespace berth::lifecycle
