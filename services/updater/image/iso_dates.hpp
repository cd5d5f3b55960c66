// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace berth::updater {

/// Sets every date inside a finished iso of libarchive's to the start of 1970, UTC. `fd` is open for reading
/// and writing, `iso` names it in errors. Throws base::Error.
void set_fixed_dates(int fd, const std::filesystem::path& iso);

} // namespace berth::updater
