// SPDX-License-Identifier: Apache-2.0
#include "services/updater/image/slot.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/time_util.h>
#include <sys/stat.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "services/updater/core/limits.hpp"
#include "services/updater/core/manifest.hpp"
#include "services/updater/image/digest.hpp"

namespace berth::updater {
namespace {

using google::protobuf::util::TimeUtil;

/// std::nullopt-like: size 0 and inode 0 when there is no such regular file.
v1::FileIdentity identify(const std::filesystem::path& path)
{
    v1::FileIdentity identity;
    struct stat status {};
    if (::lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode)) {
        identity.set_inode(status.st_ino);
        identity.set_size_bytes(static_cast<std::uint64_t>(status.st_size));
        *identity.mutable_modified_at() = TimeUtil::NanosecondsToTimestamp(
            std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec);
    }
    return identity;
}

bool is_same(const v1::FileIdentity& left, const v1::FileIdentity& right)
{
    return left.inode() != 0 && left.inode() == right.inode() && left.size_bytes() == right.size_bytes() &&
           left.modified_at() == right.modified_at();
}

std::string find_change(const Slot& slot)
{
    for (const v1::PackFile& file : slot.manifest.files()) {
        const v1::FileIdentity now = identify(slot.directory / file.path());
        if (now.inode() == 0) {
            return file.path() + " is missing";
        }
        const auto recorded = slot.record.files().find(file.path());
        if (recorded == slot.record.files().end() || !is_same(recorded->second, now)) {
            return file.path() + " was touched since its digest was compared";
        }
    }
    return {};
}

std::string read_record(Slot& slot)
{
    const auto text = base::read_file(slot.directory / kRecordFile, kMaxManifestBytes);
    if (!text) {
        return text.error().message;
    }
    google::protobuf::util::JsonParseOptions options;
    options.ignore_unknown_fields = true;
    if (!google::protobuf::util::JsonStringToMessage(*text, &slot.record, options).ok()) {
        return fmt::format("{} cannot be read", kRecordFile);
    }
    return {};
}

std::string read_contents(Slot& slot)
{
    const auto text = base::read_file(slot.directory / kManifestFile, kMaxManifestBytes);
    if (!text) {
        return text.error().message;
    }
    auto manifest = parse_manifest(*text);
    if (!manifest) {
        return manifest.error().message;
    }
    if (slot_name(*manifest) != slot.directory.filename()) {
        return fmt::format("its manifest is that of {}", slot_name(*manifest));
    }
    slot.manifest = std::move(*manifest);
    if (std::string error = read_record(slot); !error.empty()) {
        return error;
    }
    if (const std::string digest = sha256_of(*text); digest != slot.record.manifest_sha256()) {
        return fmt::format("{} has sha256 {}, and {} was installed", kManifestFile, digest,
                           slot.record.manifest_sha256());
    }
    return slot.record.failure();
}

bool is_still_installed(const Slot& slot)
{
    Slot now;
    now.directory = slot.directory;
    return read_record(now).empty() && now.record.installed_at() == slot.record.installed_at();
}

std::string find_wrong_digest(const Slot& slot, const std::stop_token& stop)
{
    for (const v1::PackFile& file : slot.manifest.files()) {
        if (identify(slot.directory / file.path()).inode() == 0) {
            return file.path() + " is missing";
        }
        const FileDigest digest = digest_file(slot.directory / file.path(), stop);
        if (digest.sha256 != file.sha256()) {
            return fmt::format("{} has sha256 {}, and the manifest says {}", file.path(), digest.sha256,
                               file.sha256());
        }
    }
    return {};
}

} // namespace

Slot look_at_slot(const std::filesystem::path& directory)
{
    Slot slot;
    slot.directory = directory;
    slot.why = read_contents(slot);
    if (slot.why.empty()) {
        slot.why = find_change(slot);
    }
    return slot;
}

std::vector<Slot> list_slots(const std::filesystem::path& images)
{
    std::vector<Slot> slots;
    std::error_code missing; // nothing was installed yet
    for (const auto& entry : std::filesystem::directory_iterator(images, missing)) {
        if (entry.is_directory() && entry.path().filename().string().rfind(kUnfinishedPrefix, 0) != 0) {
            slots.push_back(look_at_slot(entry.path()));
        }
    }
    std::sort(slots.begin(), slots.end(),
              [](const Slot& left, const Slot& right) { return left.directory < right.directory; });
    return slots;
}

std::string verify_slot(const Slot& slot, const std::stop_token& stop)
{
    const auto text = base::read_file(slot.directory / kManifestFile, kMaxManifestBytes);
    if (!text || sha256_of(*text) != slot.record.manifest_sha256()) {
        return slot.why.empty() ? fmt::format("{} was changed", kManifestFile) : slot.why;
    }
    v1::SlotRecord record = make_record(slot.directory, slot.manifest, *text);
    *record.mutable_installed_at() = slot.record.installed_at();
    record.set_failure(find_wrong_digest(slot, stop));
    if (!is_still_installed(slot)) {
        return {}; // replaced by another installation meanwhile, which has compared the digests itself
    }
    base::write_file_atomically(slot.directory / kRecordFile, write_record(record));
    return record.failure();
}

v1::SlotRecord make_record(const std::filesystem::path& directory, const v1::PackManifest& manifest,
                           const std::string& manifest_text)
{
    v1::SlotRecord record;
    *record.mutable_installed_at() = TimeUtil::GetCurrentTime();
    *record.mutable_verified_at() = record.installed_at();
    record.set_manifest_sha256(sha256_of(manifest_text));
    for (const v1::PackFile& file : manifest.files()) {
        (*record.mutable_files())[file.path()] = identify(directory / file.path());
    }
    return record;
}

std::string write_record(const v1::SlotRecord& record)
{
    google::protobuf::util::JsonPrintOptions options;
    options.add_whitespace = true;
    options.preserve_proto_field_names = true;
    std::string json;
    base::expects(google::protobuf::util::MessageToJsonString(record, &json, options).ok(),
                  "a SlotRecord can be printed as JSON");
    return json;
}

v1::InstalledImage to_installed_image(const Slot& slot)
{
    v1::InstalledImage image;
    *image.mutable_manifest() = slot.manifest;
    image.set_directory(slot.directory);
    image.set_rootfs_path(slot.directory / kRootfsFile);
    if (std::filesystem::is_directory(slot.directory / kClientDirectory)) {
        image.set_client_path(slot.directory / kClientDirectory);
    }
    *image.mutable_installed_at() = slot.record.installed_at();
    *image.mutable_verified_at() = slot.record.verified_at();
    image.set_why(slot.why);
    return image;
}

} // namespace berth::updater
