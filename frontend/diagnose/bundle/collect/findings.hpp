// SPDX-License-Identifier: Apache-2.0
// How collectors add what they found.
#pragma once

#include <string>
#include <string_view>

#include "frontend/diagnose/bundle/collector.hpp"
#include "frontend/diagnose/bundle/core/newest_lines.hpp"
#include "frontend/diagnose/bundle/core/reduce.hpp"
#include "frontend/diagnose/bundle/limits.hpp"

namespace berth::bundle {

inline void add_json(Findings& findings, const std::string& path, const Json& value)
{
    findings.files.push_back({path, value.dump(-1, ' ', false, Json::error_handler_t::replace)});
}

/// The newest lines, where there are more than a file may have.
inline void add_lines(Findings& findings, const std::string& path, std::string_view text)
{
    findings.files.push_back({path, newest_lines(text, kMaxFileBytes), text.size() > kMaxFileBytes});
}

} // namespace berth::bundle
