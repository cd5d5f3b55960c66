// SPDX-License-Identifier: Apache-2.0
// Room for what berth writes beside the store.
#include "frontend/diagnose/check/check.hpp"
#include "frontend/diagnose/check/file_room.hpp"

namespace berth::diagnose {
namespace {

constexpr std::uint64_t kMiB = 1ULL << 20U;

/// A pack unpacks to about 200 MiB when it is installed.
constexpr Wanted kStateRoom{.needed = 64 * kMiB, .comfort = 512 * kMiB};
/// Sockets and records of a few KiB.
constexpr Wanted kRunRoom{.needed = 1 * kMiB, .comfort = 8 * kMiB};
/// The log store takes 64 MiB unless the settings say more.
constexpr Wanted kLogRoom{.needed = 8 * kMiB, .comfort = 64 * kMiB};

using Where = std::filesystem::path (base::Instance::*)() const;

Check room_check(const std::string& id, const std::string& title, Where where, const Wanted& wanted,
                 const std::string& fix)
{
    return {.id = "disk." + id, .title = title, .run = [=](const Scene& scene, Progress& progress) {
                const std::string directory = (scene.instance.*where)().string();
                progress.waits_for("the free space of " + directory);
                return judge_space(room_at(directory), wanted, directory, fix);
            }};
}

} // namespace

std::vector<Check> disk_checks()
{
    return {
        room_check("state", "there is room for images and state", &base::Instance::state_dir, kStateRoom,
                   "free space on that disk"),
        room_check("run", "there is room for sockets and locks", &base::Instance::run_dir, kRunRoom,
                   "remove what fills /run, or mount it larger: mount -o remount,size=… /run"),
        room_check("log", "there is room for logs", &base::Instance::log_dir, kLogRoom,
                   "free space on that disk, or: berth settings set logs.max_megabytes …"),
    };
}

} // namespace berth::diagnose
