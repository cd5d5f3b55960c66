// SPDX-License-Identifier: Apache-2.0
// run/distros/NAME.json: which process is the distro's first. Written by berth-distro-ns before the distro
// may live on its own, read by a distro service that comes later; it ends with the machine's uptime, as
// distros do.
#pragma once

#include <filesystem>
#include <optional>

#include "berth/distro/v1/distro.pb.h"

namespace berth::distro {

/// std::nullopt when there is none, or the process is no longer that one.
std::optional<v1::DistroProcess> load_live_process(const std::filesystem::path& file);

} // namespace berth::distro
