// SPDX-License-Identifier: Apache-2.0
// The root file system of the probe's container: one static program.
#pragma once

#include <filesystem>

#include "base/unique_fd.hpp"

namespace berth::diagnose {

inline constexpr const char* kProbeInImage = "/probe";

/// A tar file in memory, at its beginning. Throws base::Error.
base::UniqueFd make_probe_tar(const std::filesystem::path& program);

} // namespace berth::diagnose
