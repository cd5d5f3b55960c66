// SPDX-License-Identifier: Apache-2.0
// A request's body through both halves of its translation, in the world of sample_view.hpp.
#pragma once

#include "../paths/sample_view.hpp"
#include "services/netbridge/core/api/body_translation.hpp"

namespace berth::netbridge::test {

inline base::Result<std::string> translated(const BodyTranslation& translation, const ApiRule& rule,
                                            std::string_view body, const Links& links = {})
{
    const auto questions = translation.questions(rule, body);
    if (!questions) {
        return questions.error();
    }
    return translation.request(rule, body, answers_to(*questions, links));
}

} // namespace berth::netbridge::test
