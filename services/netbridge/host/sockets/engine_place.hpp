// SPDX-License-Identifier: Apache-2.0
// Where the engine sees a file of the machine itself.
#pragma once

#include <filesystem>
#include <string>

namespace berth::netbridge {

/// `file` is a path in the host's mount namespace, absolute. Links in its directory are followed here: the
/// engine would follow absolute ones from its own root.
std::string engine_place_of(const std::filesystem::path& file);

} // namespace berth::netbridge
