// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/unique_fd.hpp"

namespace berth::netbridge {

/// A stream between two processes.
struct StreamParts {
    base::UniqueFd first;
    base::UniqueFd second;
    base::UniqueFd
        for_first; ///< a pipe's reading end with bytes that are still due; empty when there are none
    base::UniqueFd for_second;
};

} // namespace berth::netbridge
