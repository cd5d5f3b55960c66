// SPDX-License-Identifier: Apache-2.0
// Which checks a person asked for. Pure.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"

namespace berth::diagnose {

/// Those of `all` whose id is wanted or begins with a wanted one and a dot, in the order of `all`; everything
/// when nothing is wanted. The failure names what there is no check for, and the nearest ids.
base::Result<std::vector<std::string>> choose(const std::vector<std::string>& all,
                                              const std::vector<std::string>& wanted);

/// "kernel", "store", …: what stands before the first dot, each once, in order.
std::vector<std::string> areas(const std::vector<std::string>& all);

} // namespace berth::diagnose
