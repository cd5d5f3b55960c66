// SPDX-License-Identifier: Apache-2.0
// Writes an ISO 9660 file whose bytes depend on its contents alone: two builds of the same inputs can be
// compared by digest, and a cache can be keyed by the inputs.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace berth::updater {

struct IsoSource {
    std::string path;                ///< in the iso
    std::filesystem::path from_file; ///< content, or …
    std::string text;                ///< … when from_file is empty
};

/// Writes beside `out` and renames, so that `out` is whole or not there. Throws base::Error.
void write_iso(const std::filesystem::path& out, const std::vector<IsoSource>& sources);

} // namespace berth::updater
