// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/bundle/core/manifest.hpp"

namespace berth::bundle {

Json to_json(const Manifest& manifest)
{
    Json files = Json::array();
    for (const ManifestFile& file : manifest.files) {
        files.push_back({{"path", file.path},
                         {"size_bytes", file.size_bytes},
                         {"sha256", file.sha256},
                         {"collector", file.collector},
                         {"only_newest_lines", file.is_cut},
                         {"redacted", Json(file.redacted)}});
    }
    Json gaps = Json::array();
    for (const Manifest::Gap& gap : manifest.gaps) {
        gaps.push_back({{"collector", gap.collector}, {"why", gap.why}});
    }
    return {{"format", 1},
            {"berth_version", manifest.berth_version},
            {"made_at", manifest.made_at},
            {"files", std::move(files)},
            {"not_collected", std::move(gaps)}};
}

} // namespace berth::bundle
