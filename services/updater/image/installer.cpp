// SPDX-License-Identifier: Apache-2.0
#include "services/updater/image/installer.hpp"

#include <set>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "services/updater/core/architecture.hpp"
#include "services/updater/core/manifest.hpp"
#include "services/updater/image/client_tools.hpp"
#include "services/updater/image/digest.hpp"
#include "services/updater/image/image_file.hpp"
#include "services/updater/image/iso_reader.hpp"
#include "services/updater/image/safe_directory.hpp"

namespace berth::updater {
namespace {

constexpr std::size_t kBlockBytes = 1U << 18U;
constexpr mode_t kFileMode = 0444;
constexpr std::uint64_t kClientBytesPerRootfsByte =
    1; ///< the client unpacked is no larger than the packed rootfs
constexpr const char* kDamagedHint = "the file is damaged or was altered: build or fetch it again";

class Installation {
public:
    Installation(const std::filesystem::path& iso, const ManifestText& expected, SafeDirectory& target,
                 std::stop_token stop)
        : iso_(iso), expected_(expected), target_(target), stop_(std::move(stop)), reader_(iso)
    {}

    void copy_all()
    {
        while (const auto entry = reader_.next()) {
            if (entry->type == IsoEntry::Type::directory) {
                continue; // made as files need them
            }
            copy(*entry);
        }
        for (const v1::PackFile& file : expected_.manifest.files()) {
            if (seen_.count(file.path()) == 0) {
                fail(file.path() + " is listed in the manifest, but not there");
            }
        }
    }

private:
    [[noreturn]] void fail(const std::string& why) const
    {
        throw base::Error(fmt::format("installing {}: {}", iso_.string(), why), kDamagedHint);
    }

    void copy(const IsoEntry& entry)
    {
        if (!seen_.insert(entry.path).second) {
            fail(entry.path + " is there twice");
        }
        if (entry.type != IsoEntry::Type::file) {
            fail(entry.path + " is not a plain file");
        }
        if (entry.path == kManifestFile) {
            copy_listed(entry.path, expected_.text.size(), sha256_of(expected_.text));
            return;
        }
        const v1::PackFile* listed = find_file(expected_.manifest, entry.path);
        if (listed == nullptr) {
            fail(entry.path + " is not listed in the manifest");
        }
        copy_listed(entry.path, listed->size_bytes(), listed->sha256());
    }

    void copy_listed(const std::string& path, std::uint64_t size, const std::string& sha256)
    {
        const base::UniqueFd file = target_.create_file(path, kFileMode);
        Sha256 digest;
        std::uint64_t written = 0;
        while (const std::size_t got = reader_.read(block_.data(), block_.size())) {
            if (stop_.stop_requested()) {
                throw Cancelled{};
            }
            written += got;
            if (written > size) {
                fail(fmt::format("{} is longer than the {} bytes that the manifest says", path, size));
            }
            digest.update({block_.data(), got});
            base::write_all(file.get(), {block_.data(), got}, path + " in " + target_.path().string());
        }
        if (written != size) {
            fail(fmt::format("{} has {} bytes, and the manifest says {}", path, written, size));
        }
        if (const std::string found = digest.finish(); found != sha256) {
            fail(fmt::format("{} has sha256 {}, and the manifest says {}", path, found, sha256));
        }
        if (::fsync(file.get()) != 0) {
            throw base::SystemError("writing " + path + " to disk");
        }
    }

    const std::filesystem::path& iso_;
    const ManifestText& expected_;
    SafeDirectory& target_;
    std::stop_token stop_;
    IsoReader reader_;
    std::set<std::string> seen_;
    std::vector<char> block_ = std::vector<char>(kBlockBytes);
};

void require_own_architecture(const std::filesystem::path& iso, const v1::PackManifest& manifest)
{
    if (manifest.architecture() != kOwnArchitecture) {
        throw base::Error(fmt::format("installing {}: it is made for {}, and this machine is {}",
                                      iso.string(), manifest.architecture(), kOwnArchitecture),
                          fmt::format("get the image for {}", kOwnArchitecture));
    }
}

void require_space(const std::filesystem::path& images, const v1::PackManifest& manifest)
{
    std::uint64_t needed = 0;
    for (const v1::PackFile& file : manifest.files()) {
        needed += file.size_bytes();
    }
    if (manifest.kind() == v1::IMAGE_KIND_PACK) {
        needed += find_file(manifest, kRootfsFile)->size_bytes() * kClientBytesPerRootfsByte;
    }
    const std::uint64_t available = std::filesystem::space(images).available;
    if (available < needed) {
        throw base::Error(fmt::format("installing {} needs {} MiB in {}, and {} MiB are free",
                                      describe(manifest), needed >> 20U, images.string(), available >> 20U),
                          "free some space on that file system");
    }
}

} // namespace

Slot install_image(const std::filesystem::path& iso, const std::filesystem::path& images,
                   const std::stop_token& stop)
{
    const ManifestText expected = read_manifest(iso);
    require_own_architecture(iso, expected.manifest);
    base::make_directories(images.parent_path());
    base::make_directories(images);
    require_space(images, expected.manifest);

    const std::string name = slot_name(expected.manifest);
    SafeDirectory unfinished(images / fmt::format("{}{}-{}", kUnfinishedPrefix, name, ::getpid()));
    Installation(iso, expected, unfinished, stop).copy_all();
    if (expected.manifest.kind() == v1::IMAGE_KIND_PACK) {
        extract_client(unfinished.path() / kRootfsFile, unfinished.path() / kClientDirectory);
    }
    base::write_file_atomically(
        unfinished.path() / kRecordFile,
        write_record(make_record(unfinished.path(), expected.manifest, expected.text)));
    unfinished.commit(images / name);
    return look_at_slot(images / name);
}

void remove_unfinished(const std::filesystem::path& images)
{
    std::error_code missing; // nothing was installed yet
    std::vector<std::filesystem::path> leftovers;
    for (const auto& entry : std::filesystem::directory_iterator(images, missing)) {
        if (entry.path().filename().string().rfind(kUnfinishedPrefix, 0) == 0) {
            leftovers.push_back(entry.path());
        }
    }
    for (const auto& leftover : leftovers) {
        std::filesystem::remove_all(leftover);
    }
}

} // namespace berth::updater
