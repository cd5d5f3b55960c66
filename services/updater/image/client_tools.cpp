// SPDX-License-Identifier: Apache-2.0
#include "services/updater/image/client_tools.hpp"

#include <array>
#include <chrono>

#include "base/child.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/scope_exit.hpp"

namespace berth::updater {
namespace {

constexpr const char* kUnsquashfs = "/usr/bin/unsquashfs";
constexpr const char* kClientInRootfs = "usr/bin/docker";
constexpr const char* kPluginsInRootfs = "usr/libexec/docker/cli-plugins";
/// The client's C library with its loader: it shall run in distros that have another one.
constexpr std::array kLibrariesInRootfs{"usr/lib/*-linux-gnu*/ld-linux*", "usr/lib/*-linux-gnu*/libc.so.6",
                                        "usr/lib/*-linux-gnu*/libpthread.so.0",
                                        "usr/lib/*-linux-gnu*/libdl.so.2",
                                        "usr/lib/*-linux-gnu*/libresolv.so.2"};
constexpr mode_t kDirectoryMode = 0755;                       // for everybody's shell
constexpr std::chrono::milliseconds kUnpackDeadline{120'000}; // 160 MB on a slow disk

base::ProcessSpec unpack_into(const std::filesystem::path& rootfs, const std::filesystem::path& directory)
{
    base::ProcessSpec spec{.program = kUnsquashfs,
                           .arguments = {"-quiet", "-no-progress", "-no-xattrs", "-dest", directory.string(),
                                         rootfs.string(), kClientInRootfs, kPluginsInRootfs}};
    spec.arguments.insert(spec.arguments.end(), kLibrariesInRootfs.begin(), kLibrariesInRootfs.end());
    return spec;
}

void unpack(const std::filesystem::path& rootfs, const std::filesystem::path& directory)
{
    if (!std::filesystem::exists(kUnsquashfs)) {
        throw base::Error(std::string(kUnsquashfs) + " is missing", "run `apt-get install squashfs-tools`");
    }
    const base::Completed done = base::run(unpack_into(rootfs, directory), kUnpackDeadline);
    if (!done.status.success()) {
        throw base::Error("unpacking the docker client of " + rootfs.string() + ": unsquashfs " +
                          done.status.to_text() + ": " + done.error_output);
    }
}

/// Flat: each library has a name of its own.
void move_libraries(const std::filesystem::path& unpacked, const std::filesystem::path& directory)
{
    namespace fs = std::filesystem;
    std::error_code none; // a rootfs without them has a static client
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(unpacked / "usr/lib", none)) {
        if (entry.is_regular_file() && !entry.is_symlink()) {
            base::make_directories(directory, kDirectoryMode);
            fs::rename(entry.path(), directory / entry.path().filename());
        }
    }
}

} // namespace

void extract_client(const std::filesystem::path& rootfs, const std::filesystem::path& directory)
{
    const std::filesystem::path unpacked = directory.string() + ".unpacked";
    const base::ScopeExit remove_unpacked([&] {
        std::error_code ignored; // inside a directory that is itself removed when anything fails
        std::filesystem::remove_all(unpacked, ignored);
    });
    unpack(rootfs, unpacked);
    if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(unpacked / kClientInRootfs))) {
        return;
    }
    base::make_directories(directory, kDirectoryMode);
    std::filesystem::rename(unpacked / kClientInRootfs, directory / "docker");
    if (std::filesystem::is_directory(unpacked / kPluginsInRootfs)) {
        std::filesystem::rename(unpacked / kPluginsInRootfs, directory / "cli-plugins");
    }
    move_libraries(unpacked, directory / "lib");
}

} // namespace berth::updater
