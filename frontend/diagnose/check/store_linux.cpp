// SPDX-License-Identifier: Apache-2.0
// The store: images, containers and volumes.
#include "frontend/diagnose/check/check.hpp"

#include <array>
#include <cerrno>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/statfs.h>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "frontend/diagnose/check/file_room.hpp"
#include "services/lifecycle/host/store.hpp"

namespace berth::diagnose {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kComfortBytes = 4ULL << 30U; ///< a few images
constexpr std::uint64_t kComfortInodes = 65536;

/// File systems on which overlayfs refuses its upper directory, or that lose what it needs.
constexpr std::array<std::pair<unsigned long, const char*>, 9> kUnfit{{{OVERLAYFS_SUPER_MAGIC, "overlay"},
                                                                       {NFS_SUPER_MAGIC, "nfs"},
                                                                       {SMB_SUPER_MAGIC, "smb"},
                                                                       {0xFF534D42UL, "cifs"},
                                                                       {V9FS_MAGIC, "9p"},
                                                                       {MSDOS_SUPER_MAGIC, "vfat"},
                                                                       {0x65735546UL, "fuse"},
                                                                       {ECRYPTFS_SUPER_MAGIC, "ecryptfs"},
                                                                       {SQUASHFS_MAGIC, "squashfs"}}};

const char* const kMoveStore = "put the store on ext4, xfs (ftype=1) or btrfs";

std::optional<std::string> text_of(const fs::path& file)
{
    return fs::exists(file) ? std::optional(base::read_file(file).value()) : std::nullopt;
}

/// By the rules that an engine's start has: missing, foreign, damaged, too new.
Finding look_for_store(const Scene& scene, Progress& progress)
{
    const auto paths = lifecycle::StorePaths::of(scene.instance);
    progress.waits_for("reading " + paths.store_dir.string());
    lifecycle::StoreFacts facts{.store_dir = paths.store_dir, .state_file = paths.state_file};
    if (const auto state = text_of(paths.state_file)) {
        facts.expected_id = lifecycle::parse_expected_id(*state, paths.state_file.string());
    }
    const fs::path identity = paths.store_dir / "identity.json";
    if (const auto text = text_of(identity)) {
        facts.found = lifecycle::parse_identity(*text, identity.string());
    }
    facts.has_content = fs::exists(paths.store_dir / "docker");
    if (lifecycle::judge_store(facts) == lifecycle::StoreAction::create) {
        return skip("there is no store yet: the first `" + scene.berth() + " up` makes it");
    }
    return pass(fmt::format("{}, made {}", paths.store_dir.string(), facts.found->created));
}

Finding write_into_store(const Scene& scene, Progress& progress)
{
    const fs::path file = scene.instance.store_dir() / ".diagnose-check";
    progress.waits_for("writing " + file.string());
    const std::string text(4096, 'x');
    base::write_file_atomically(file, text, 0600);
    std::error_code error;
    fs::remove(file, error);
    if (error) {
        throw base::SystemError("removing " + file.string(), error.value());
    }
    return pass("wrote and removed a file");
}

/// overlayfs needs to know from a directory's entries what they are (xfs: ftype=1).
bool tells_types_of_entries(const fs::path& directory)
{
    DIR* const entries = ::opendir(directory.c_str());
    if (entries == nullptr) {
        throw base::SystemError("reading " + directory.string());
    }
    bool tells = true;
    while (const dirent* const entry = ::readdir(entries)) {
        tells &= entry->d_type != DT_UNKNOWN;
    }
    (void)::closedir(entries); // it was only read
    return tells;
}

Finding look_at_filesystem(const Scene& scene, Progress& progress)
{
    const fs::path directory = scene.instance.store_dir();
    progress.waits_for("the file system of " + directory.string());
    struct statfs seen {};
    if (::statfs(directory.c_str(), &seen) != 0) {
        throw base::SystemError("asking for the file system of " + directory.string());
    }
    const auto magic = static_cast<unsigned long>(seen.f_type) & 0xFFFFFFFFUL;
    for (const auto& [unfit, name] : kUnfit) {
        if (magic == unfit) {
            return fail(fmt::format("{} is on {}, which overlay2 cannot use", directory.string(), name),
                        kMoveStore);
        }
    }
    if (!tells_types_of_entries(directory)) {
        return fail(directory.string() + " is on a file system that does not tell what its entries are",
                    kMoveStore);
    }
    return pass(fmt::format("type {:#x}, fit for overlay2", magic));
}

Finding look_at_space(const Scene& scene, Progress& progress)
{
    const std::string directory = scene.instance.store_dir().string();
    progress.waits_for("the free space of " + directory);
    return judge_space(room_at(directory),
                       {.needed = lifecycle::RoomNeeded{}.bytes, .comfort = kComfortBytes}, directory,
                       "free space on that disk; `docker system prune` removes what no container uses");
}

Finding look_at_inodes(const Scene& scene, Progress& progress)
{
    const std::string directory = scene.instance.store_dir().string();
    progress.waits_for("the free inodes of " + directory);
    return judge_inodes(room_at(directory),
                        {.needed = lifecycle::RoomNeeded{}.inodes, .comfort = kComfortInodes}, directory,
                        "remove small files on that disk; `docker system prune` removes unused images");
}

} // namespace

std::vector<Check> store_checks()
{
    const Needs with_store{.root = true, .check = "store.exists"};
    return {
        {.id = "store.exists",
         .title = "the store is the one that this instance knows",
         .run = look_for_store,
         .needs = {.root = true}},
        {.id = "store.writable",
         .title = "the store can be written",
         .run = write_into_store,
         .needs = with_store},
        {.id = "store.filesystem",
         .title = "the store's file system is fit for overlay2",
         .run = look_at_filesystem,
         .needs = with_store},
        {.id = "store.space", .title = "there is room in the store", .run = look_at_space},
        {.id = "store.inodes", .title = "there is room for more files in the store", .run = look_at_inodes},
    };
}

} // namespace berth::diagnose
