// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/core/store_space.hpp"

#include <fmt/format.h>

namespace berth::lifecycle {

std::string low_space_words(std::uint64_t available_bytes, const std::string& place)
{
    if (available_bytes >= kLowSpaceBytes) {
        return "";
    }
    constexpr std::uint64_t kMebibyte = 1U << 20U;
    return fmt::format("the file system of {} has {} MiB left: images, containers and volumes cannot grow",
                       place, available_bytes / kMebibyte);
}

} // namespace berth::lifecycle
