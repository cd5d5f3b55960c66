// SPDX-License-Identifier: Apache-2.0
// Objects in which one member says whether another is a path. For the .cpp files of path_edits.hpp only.
#pragma once

#include "services/netbridge/core/api/body_editor.hpp"

namespace berth::netbridge {

/// Type says whether Source is a path; the options of its volume driver are as a volume's.
void edit_mount(BodyEditor& editor, const JsonValue& mount);

struct VolumeNames {
    std::string_view driver;
    std::string_view options;
};

/// Of the driver "local" only: a plugin's options are its own.
void edit_volume(BodyEditor& editor, const JsonValue& volume, const VolumeNames& names);

} // namespace berth::netbridge
