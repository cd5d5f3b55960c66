// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/api/shown_answers.hpp"

#include <algorithm>

namespace berth::netbridge {

const std::string* ShownAnswers::find(const ApiRule& rule, std::string_view body) const
{
    const auto* const found = std::find_if(answers_.begin(), answers_.end(), [&](const Answer& answer) {
        return answer.rule == &rule && answer.body == body;
    });
    return found == answers_.end() ? nullptr : &found->shown;
}

void ShownAnswers::keep(const ApiRule& rule, std::string_view body, std::string_view shown)
{
    if (body.size() > kBytesOfBody) {
        return;
    }
    Answer& answer = answers_[oldest_];
    answer.rule = &rule;
    answer.body = body;
    answer.shown = shown;
    oldest_ = (oldest_ + 1) % kAnswers;
}

} // namespace berth::netbridge
