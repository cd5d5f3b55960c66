// SPDX-License-Identifier: Apache-2.0
// What benchmarks make of many measured values.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace berth::bench {

constexpr double kMedian = 0.5;
constexpr double kTail = 0.99;

/// 0 for no values.
inline double percentile(std::vector<double> values, double part)
{
    if (values.empty()) {
        return 0;
    }
    const auto at = static_cast<std::ptrdiff_t>(part * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + at, values.end());
    return values[static_cast<std::size_t>(at)];
}

inline double median(std::vector<double> values)
{
    return percentile(std::move(values), kMedian);
}

} // namespace berth::bench
