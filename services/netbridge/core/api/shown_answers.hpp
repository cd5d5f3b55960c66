// SPDX-License-Identifier: Apache-2.0
// Answers that were translated before. Whoever watches an engine (an editor, a dashboard, a test that waits)
// asks the same thing over and over and mostly gets the same bytes; to compare them costs a tenth of a
// translation.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "services/netbridge/core/api/api_rules.hpp"

namespace berth::netbridge {

/// Of one origin. Not for several threads.
class ShownAnswers {
public:
    static constexpr std::size_t kAnswers = 32;
    static constexpr std::size_t kBytesOfBody = 32U << 10U; ///< a longer one is not kept

    /// What such a body became; nullptr: not known (any more). Good until the next keep().
    const std::string* find(const ApiRule& rule, std::string_view body) const;

    /// Takes the place of the oldest. Only for a body that means the same at any time.
    void keep(const ApiRule& rule, std::string_view body, std::string_view shown);

private:
    struct Answer {
        const ApiRule* rule = nullptr;
        std::string body;
        std::string shown;
    };
    std::array<Answer, kAnswers> answers_;
    std::size_t oldest_ = 0;
};

} // namespace berth::netbridge
