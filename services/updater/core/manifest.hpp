// SPDX-License-Identifier: Apache-2.0
// manifest.json, the list of contents that every image carries: protobuf JSON of updater.v1.PackManifest.
//
// What parse_manifest() lets through is safe to use as it is: names are path components, file paths stay
// inside the image's directory, digests are digests, sizes are bounded. A key that this version does not know
// is skipped, so that an older berth reads a newer manifest of the same format.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "berth/updater/v1/pack.pb.h"

namespace berth::updater {

inline constexpr std::uint32_t kManifestFormat = 1;
inline constexpr std::string_view kManifestFile = "manifest.json";
inline constexpr std::string_view kRootfsFile = "rootfs.squashfs";

base::Result<v1::PackManifest> parse_manifest(std::string_view json);

/// The same manifest gives the same bytes: fields in the order of the .proto, one a line.
std::string write_manifest(const v1::PackManifest& manifest);

/// Empty when every rule holds, else which field breaks which rule.
std::string find_manifest_error(const v1::PackManifest& manifest);

/// The listed file, or nullptr.
const v1::PackFile* find_file(const v1::PackManifest& manifest, std::string_view path);

/// "base" or "pack"; "unknown" for what parse_manifest() would refuse.
std::string_view kind_name(v1::ImageKind kind);

/// "pack docker 26.1.5+dfsg1-9", for messages.
std::string describe(const v1::PackManifest& manifest);

/// Directory name of an installed image: "<kind>-<name>-<version>-<first 12 of content key>".
std::string slot_name(const v1::PackManifest& manifest);

} // namespace berth::updater
