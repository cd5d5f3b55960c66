// SPDX-License-Identifier: Apache-2.0
// What name servers said, and what to make of it. Pure.
#pragma once

#include <string>
#include <vector>

#include "frontend/diagnose/check/core/finding.hpp"

namespace berth::diagnose {

struct NameServerAnswer {
    std::string server;
    std::string code;    ///< "NOERROR", "SERVFAIL"; empty when none came
    std::string failure; ///< then: why
};

/// One server that answers is enough: resolvers try the next. `fix` is for when none does.
Finding judge_name_servers(const std::vector<NameServerAnswer>& answers, const std::string& fix);

} // namespace berth::diagnose
