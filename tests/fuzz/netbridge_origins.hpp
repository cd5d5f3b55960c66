// SPDX-License-Identifier: Apache-2.0
// The kinds of callers that the fuzz targets of netbridge's translation try in turn.
#pragma once

#include <memory>
#include <vector>

#include "services/netbridge/core/paths/distro_origin.hpp"
#include "services/netbridge/core/paths/windows_origin.hpp"
#include "tests/services/netbridge/paths/sample_view.hpp"

namespace berth::netbridge::fuzz {

inline const std::vector<std::shared_ptr<const Origin>>& origins()
{
    static const std::vector<std::shared_ptr<const Origin>> all{
        std::make_shared<DistroOrigin>("host", test::sample_view("/distros/host/run/berth/docker.sock")),
        std::make_shared<DistroOrigin>("Ubuntu", test::sample_view()),
        std::make_shared<DistroOrigin>("host", test::sample_view("")),
        std::make_shared<WindowsOrigin>(
            WindowsDrives{.engine_prefixes = {{'C', "/distros/Ubuntu/mnt/c"}, {'D', "/drives/d"}}},
            test::sample_view()),
        std::make_shared<WindowsOrigin>(
            WindowsDrives{.engine_prefixes = {{'C', "/mnt/c"}}, .automount_root = "/"}, test::sample_view()),
    };
    return all;
}

} // namespace berth::netbridge::fuzz
