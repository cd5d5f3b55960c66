// SPDX-License-Identifier: Apache-2.0
// The room on a directory's file system, as the system tells it.
#pragma once

#include <filesystem>

#include "frontend/diagnose/check/core/room.hpp"

namespace berth::diagnose {

/// Of the nearest directory upwards that exists. Throws base::SystemError.
Room room_at(const std::filesystem::path& directory);

} // namespace berth::diagnose
