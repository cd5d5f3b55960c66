// SPDX-License-Identifier: Apache-2.0
// All images of one instance: the installed ones and the isos that were shipped with the programs. Everything
// here reads the disk and may take long; it has no threads and no state but its two directories.
#pragma once

#include <filesystem>
#include <functional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "services/updater/core/choice.hpp"
#include "services/updater/image/slot.hpp"

namespace berth::updater {

/// What stood on the disk at one moment.
struct Inventory {
    std::vector<Slot> slots;
    std::vector<Offer> offers; ///< the slots' and those of the isos
};

struct Resolved {
    Slot base;
    Slot pack;
    std::vector<std::string> done; ///< one line for each image that was installed or removed
};

class ImageStore {
public:
    /// Prints the rootfs files that are in use now, in the host's mount namespace.
    using FilesInUse = std::function<std::set<std::string>()>;

    /// `images` holds the slots, `shipped` the isos; neither has to exist.
    ImageStore(std::filesystem::path images, std::filesystem::path shipped, FilesInUse files_in_use);

    const std::filesystem::path& images() const { return images_; }
    std::set<std::string> files_in_use() const { return files_in_use_(); }

    /// A quick look, milliseconds: manifests, sizes and times.
    Inventory take_inventory() const;

    /// The base image and pack to start from, installed and good: hashes what was touched, installs what is
    /// newer or damaged and shipped, removes what is superseded. Safe to repeat. Throws base::Error,
    /// Cancelled.
    Resolved resolve(const std::stop_token& stop);

private:
    void verify_touched(const std::stop_token& stop);
    Slot resolve_one(v1::ImageKind kind, const std::string& name, Resolved& resolved,
                     const std::stop_token& stop);
    void remove_superseded(const v1::PackManifest& chosen, Resolved& resolved);

    std::filesystem::path images_;
    std::filesystem::path shipped_;
    FilesInUse files_in_use_;
};

} // namespace berth::updater
