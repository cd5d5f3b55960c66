// SPDX-License-Identifier: Apache-2.0
// A bundle for a bug report, put together in memory: collected, redacted, listed. What is done with it
// (shown, written) is the verb's business.
//
// The way of every byte: a collector's allow-list -> its process's pipe -> Redaction -> file and manifest.
// There is no other one into a bundle.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "frontend/diagnose/bundle/archive.hpp"
#include "frontend/diagnose/bundle/collector.hpp"
#include "frontend/diagnose/bundle/core/manifest.hpp"
#include "frontend/diagnose/bundle/core/redaction.hpp"

namespace berth::bundle {

struct Bundle {
    Manifest manifest;
    std::vector<ArchivedFile> files = {}; ///< the manifest first
};

/// Runs every collector, one after the other; `on_start` is told of each with its place in the list.
Bundle make_bundle(const std::vector<Collector>& collectors, const Scene& scene, Redaction& redaction,
                   const std::string& made_at,
                   const std::function<void(const Collector&, std::size_t)>& on_start);

} // namespace berth::bundle
