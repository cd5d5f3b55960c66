// SPDX-License-Identifier: Apache-2.0
#include "services/updater/image/image_store.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "services/updater/core/manifest.hpp"
#include "services/updater/image/image_file.hpp"
#include "services/updater/image/installer.hpp"

namespace berth::updater {
namespace {

Offer to_offer(const Slot& slot)
{
    Offer offer;
    offer.manifest = slot.manifest;
    offer.path = slot.directory;
    offer.why = slot.why;
    offer.installed_at = slot.record.installed_at().seconds();
    return offer;
}

Offer read_shipped(const std::filesystem::path& iso)
{
    Offer offer;
    offer.path = iso;
    offer.shipped = true;
    try {
        offer.manifest = read_manifest(iso).manifest;
    } catch (const base::Error& error) {
        offer.why = error.what();
    }
    return offer;
}

} // namespace

ImageStore::ImageStore(std::filesystem::path images, std::filesystem::path shipped, FilesInUse files_in_use)
    : images_(std::move(images)), shipped_(std::move(shipped)), files_in_use_(std::move(files_in_use))
{}

Inventory ImageStore::take_inventory() const
{
    Inventory inventory;
    inventory.slots = list_slots(images_);
    for (const Slot& slot : inventory.slots) {
        inventory.offers.push_back(to_offer(slot));
    }
    std::error_code missing; // images may be installed, and none shipped
    for (const auto& entry : std::filesystem::directory_iterator(shipped_, missing)) {
        if (entry.path().extension() == ".iso") {
            inventory.offers.push_back(read_shipped(entry.path()));
        }
    }
    return inventory;
}

Resolved ImageStore::resolve(const std::stop_token& stop)
{
    verify_touched(stop);
    Resolved resolved;
    resolved.base = resolve_one(v1::IMAGE_KIND_BASE, kBaseName, resolved, stop);
    resolved.pack = resolve_one(v1::IMAGE_KIND_PACK, kDefaultPackName, resolved, stop);
    return resolved;
}

/// A restored backup or a copied state directory has other inodes and times, and may be good all the same.
void ImageStore::verify_touched(const std::stop_token& stop)
{
    for (const Slot& slot : list_slots(images_)) {
        if (!slot.why.empty() && slot.record.failure().empty()) {
            (void)verify_slot(slot, stop); // recorded in the slot; the inventory tells
        }
    }
}

Slot ImageStore::resolve_one(v1::ImageKind kind, const std::string& name, Resolved& resolved,
                             const std::stop_token& stop)
{
    const Inventory inventory = take_inventory();
    const Offer* chosen = choose(inventory.offers, kind, name);
    if (chosen == nullptr) {
        const Assessment assessment = assess(inventory.offers);
        throw base::Error(assessment.why, assessment.hint);
    }
    const Slot installed = look_at_slot(images_ / slot_name(chosen->manifest));
    if (installed.why.empty()) {
        return installed;
    }
    Slot slot = install_image(chosen->path, images_, stop);
    resolved.done.push_back(fmt::format("installed {} from {}", describe(slot.manifest), chosen->path));
    remove_superseded(slot.manifest, resolved);
    return slot;
}

void ImageStore::remove_superseded(const v1::PackManifest& chosen, Resolved& resolved)
{
    const Inventory inventory = take_inventory();
    const std::set<std::string> files = files_in_use_();
    std::set<std::string> in_use;
    for (const Slot& slot : inventory.slots) {
        if (files.count(slot.directory / kRootfsFile) != 0) {
            in_use.insert(slot.directory);
        }
    }
    for (const std::string& path : find_superseded(inventory.offers, chosen, in_use)) {
        std::filesystem::remove_all(path);
        resolved.done.push_back("removed " + path + ", which is superseded");
    }
}

} // namespace berth::updater
