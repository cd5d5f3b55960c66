// SPDX-License-Identifier: Apache-2.0
// Installs an image: reads the iso once, front to back, and writes what the manifest lists into a new
// directory, comparing sizes and digests as the bytes pass. The slot appears by one rename, after everything
// is on the disk; until then, and after any failure, there is nothing but a directory with kUnfinishedPrefix.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>

#include "services/updater/image/slot.hpp"

namespace berth::updater {

/// Returns the slot. One that stands at its place already is replaced: ask before whether it is good. Throws
/// base::Error that names the iso, the file in it and, for a wrong digest, both; Cancelled when told to stop.
Slot install_image(const std::filesystem::path& iso, const std::filesystem::path& images,
                   const std::stop_token& stop = {});

/// Removes what installations that were cut short have left. Only while none is under way.
void remove_unfinished(const std::filesystem::path& images);

} // namespace berth::updater
