// SPDX-License-Identifier: Apache-2.0
// What the API proxy does to a body: the caller's origin, the table of rules and the editor put together.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "services/netbridge/core/api/api_path.hpp"
#include "services/netbridge/core/api/api_rules.hpp"
#include "services/netbridge/core/api/path_edits.hpp"
#include "services/netbridge/core/api/raw_stream.hpp"
#include "services/netbridge/core/paths/origin.hpp"

namespace berth::netbridge {

class BodyTranslation {
public:
    explicit BodyTranslation(std::shared_ptr<const Origin> origin);

    /// Towards the engine, first half: what the engine's side must be asked before request() can say; often
    /// nothing. A failure is the client's 400, as is one of request(): an untranslated path is never passed
    /// on.
    base::Result<PathQuestions> questions(const ApiRule& rule, std::string_view body) const;

    /// The second half; `answers` has one for each path that was asked about.
    base::Result<std::string> request(const ApiRule& rule, std::string_view body,
                                      const PathAnswers& answers) const;

    struct Shown {
        std::string body;
        /// The same body becomes the same again under this rule, whatever is attached by then. Never of an
        /// error.
        bool lasts = true;
    };
    /// Towards the user. `rule` may be null. A body that is not JSON passes as it is: it is the engine's own.
    Shown response(const ApiRule* rule, unsigned status, std::string_view body) const;

    /// True when response() may change something for such an answer.
    static bool concerns(const ApiRule* rule, unsigned status);

private:
    base::Result<std::string> edit_request(const ApiRule& rule, std::string_view body, EditPath edit) const;

    std::shared_ptr<const Origin> origin_;
};

} // namespace berth::netbridge
