// SPDX-License-Identifier: Apache-2.0
// One GET on dockerd's own socket. It waits for as long as dockerd lets it: the collector's deadline ends it.
#pragma once

#include <string>

#include "base/instance.hpp"

namespace berth::bundle {

/// The body of a 200. Throws base::Error: no engine runs, it refused, it answered something else.
std::string ask_engine(const base::Instance& instance, const std::string& target);

} // namespace berth::bundle
