// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string_view>

#include "frontend/docker_context/docker_context.hpp"

namespace berth::bundle {

/// Throws base::Error when something is at the path already, or its directory is not there: before any work
/// is done.
void check_output_file(const std::filesystem::path& path);

/// Writes a new file as that user, mode 0600: all of it or nothing, also where a signal or a full disk comes
/// between. Never over a file that is there. Throws base::Error.
void write_output_file(const std::filesystem::path& path, std::string_view bytes,
                       const docker_context::User& user);

} // namespace berth::bundle
