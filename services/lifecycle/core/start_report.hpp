// SPDX-License-Identifier: Apache-2.0
// What the engine's first process tells berth-engine-ns through a pipe: that berth-init listens, or what
// failed. One report a pipe; the end of the pipe without one means that the process died. Pure.
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"

namespace berth::lifecycle {

std::string encode_ready();
std::string encode_failed(const base::Failure& failure);

/// std::nullopt: not complete yet. The result has a value when berth-init listens.
std::optional<base::Result<bool>> parse_start_report(const std::string& text);

} // namespace berth::lifecycle
