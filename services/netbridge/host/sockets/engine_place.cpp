// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/sockets/engine_place.hpp"

#include "services/netbridge/core/paths/location.hpp"

namespace berth::netbridge {

std::string engine_place_of(const std::filesystem::path& file)
{
    std::error_code unknown;
    const auto directory = std::filesystem::weakly_canonical(file.parent_path(), unknown);
    const auto real = (unknown ? file.parent_path() : directory) / file.filename();
    return to_engine_path({.distro = "host", .path = clean_path(real.string())});
}

} // namespace berth::netbridge
