// SPDX-License-Identifier: Apache-2.0
// The machine's bundle of trusted certificates. Pure.
#pragma once

#include <cstddef>
#include <string>

#include "frontend/diagnose/check/core/finding.hpp"

namespace berth::diagnose {

struct BundleFacts {
    std::string file = {}; ///< empty: none was found
    std::size_t certificates = 0;
    std::size_t expired = 0;
    std::size_t not_yet_valid = 0;
};

Finding judge_bundle(const BundleFacts& facts);

} // namespace berth::diagnose
