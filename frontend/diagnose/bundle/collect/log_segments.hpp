// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "frontend/diagnose/bundle/collector.hpp"

namespace berth::bundle {

/// The newest records of the store in that directory, as logs/berth.jsonl. Throws base::Error when there is
/// none.
void collect_segments(const std::filesystem::path& directory, Findings& findings);

} // namespace berth::bundle
