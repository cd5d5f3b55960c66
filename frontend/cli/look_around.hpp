// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "base/instance.hpp"
#include "frontend/diagnose/check/scene.hpp"

namespace berth::cli {

/// What all checks of a run look at: who asks, what berth answers, where the engine is. Asks once for all
/// checks, each service with its own deadline; what does not answer is a finding, not an error.
std::shared_ptr<const diagnose::Scene> look_around(const base::Instance& instance);

} // namespace berth::cli
