// SPDX-License-Identifier: Apache-2.0
// An image as one file: an iso with manifest.json and what it lists.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "berth/updater/v1/pack.pb.h"

namespace berth::updater {

struct ImageSource {
    std::string path; ///< in the image
    std::filesystem::path from_file;
};

/// Fills in the manifest's files from the sources, checks it whole, and writes the iso. The same inputs give
/// the same bytes. Returns the manifest as written. Throws base::Error.
v1::PackManifest write_image(const std::filesystem::path& iso, v1::PackManifest described,
                             const std::vector<ImageSource>& sources);

/// A manifest and its text as it stands in the iso (a signature is over the text).
struct ManifestText {
    v1::PackManifest manifest;
    std::string text;
};

/// Reads only as far as the manifest; nothing else of the image is checked. Throws base::Error that names the
/// iso.
ManifestText read_manifest(const std::filesystem::path& iso);

} // namespace berth::updater
