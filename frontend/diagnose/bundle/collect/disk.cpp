// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include "frontend/diagnose/bundle/collect/collect.hpp"
#include "frontend/diagnose/bundle/collect/findings.hpp"

namespace berth::bundle {
namespace {

/// In whole GiB: enough to see that a disk is full, and the same a moment later.
std::uintmax_t gib(std::uintmax_t bytes)
{
    return bytes >> 30U;
}

} // namespace

void collect_disk(const Scene& scene, Findings& findings)
{
    Json all = Json::object();
    for (const auto& [name, directory] :
         {std::pair{"state", scene.instance.state_dir()}, std::pair{"runtime", scene.instance.run_dir()},
          std::pair{"logs", scene.instance.log_dir()}}) {
        std::error_code error;
        const std::filesystem::space_info space = std::filesystem::space(directory, error);
        if (error) {
            findings.gaps.push_back(std::string(name) + " directory: " + error.message());
        } else {
            all[name] = {{"size_gib", gib(space.capacity)},
                         {"available_gib", gib(space.available)},
                         {"is_full", space.available < (64U << 20U)}};
        }
    }
    add_json(findings, "disk.json", all);
}

} // namespace berth::bundle
