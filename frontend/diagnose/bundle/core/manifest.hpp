// SPDX-License-Identifier: Apache-2.0
// manifest.json: what is in a bundle, from whom, what was taken out of it, and what could not be had. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "frontend/diagnose/bundle/core/reduce.hpp"
#include "logging/core/secret_forms.hpp"

namespace berth::bundle {

inline constexpr const char* kManifestName = "manifest.json";

struct ManifestFile {
    std::string path;
    std::string collector;
    std::uint64_t size_bytes = 0;
    std::string sha256 = {};
    bool is_cut = false;
    logging::RedactionCounts redacted = {};
};

struct Manifest {
    std::string berth_version;
    std::string made_at; ///< RFC 3339
    std::vector<ManifestFile> files = {};
    struct Gap {
        std::string collector;
        std::string why;
    };
    std::vector<Gap> gaps = {};
};

Json to_json(const Manifest& manifest);

} // namespace berth::bundle
