// SPDX-License-Identifier: Apache-2.0
// An installed image: the directory <state>/images/<slot name>/ with manifest.json, the files that it lists,
// installed.json (updater.v1.SlotRecord) and, of a pack, client/ with the docker client and its plugins.
// A slot is written once, by the installer, and never changed but for installed.json.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "berth/updater/v1/pack.pb.h"
#include "berth/updater/v1/slot.pb.h"

namespace berth::updater {

inline constexpr const char* kRecordFile = "installed.json";
inline constexpr const char* kClientDirectory = "client";
inline constexpr const char* kUnfinishedPrefix = ".unfinished-";

struct Slot {
    std::filesystem::path directory;
    v1::PackManifest manifest; ///< empty when `why` says that it cannot be read
    v1::SlotRecord record;
    std::string why; ///< what is wrong with it; empty when good as far as was looked
};

/// Every slot below `images`, by name; each with a quick look: are the files still those whose digests were
/// compared (inode, size, time), is the manifest the one that was installed? Nothing is hashed but the
/// manifests.
std::vector<Slot> list_slots(const std::filesystem::path& images);

/// The same for one directory.
Slot look_at_slot(const std::filesystem::path& directory);

/// Reads every file and compares its digest; returns what differs, with both digests, or "" after recording
/// that all are good. A slot whose manifest cannot be read keeps its `why`. Throws Cancelled, base::Error.
std::string verify_slot(const Slot& slot, const std::stop_token& stop);

/// Records the files as they are now; the caller has just compared their digests.
v1::SlotRecord make_record(const std::filesystem::path& directory, const v1::PackManifest& manifest,
                           const std::string& manifest_text);
std::string write_record(const v1::SlotRecord& record);

/// As it travels on the bus, in_use and is_signed unset.
v1::InstalledImage to_installed_image(const Slot& slot);

} // namespace berth::updater
