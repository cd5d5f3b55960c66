// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "frontend/diagnose/bundle/collector.hpp"

namespace berth::bundle {

/// Runs the collector in a process of its own and takes what it found. Whatever happens to that process, a
/// deadline that it does not keep among it, is a gap; a part of its findings is never taken. Call with one
/// thread only.
Findings run_collector(const Collector& collector, const Scene& scene);

} // namespace berth::bundle
