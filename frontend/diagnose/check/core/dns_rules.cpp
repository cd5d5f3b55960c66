// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/core/dns_rules.hpp"

namespace berth::diagnose {

Finding judge_name_servers(const std::vector<NameServerAnswer>& answers, const std::string& fix)
{
    if (answers.empty()) {
        return fail("no name server is set", fix);
    }
    std::string said;
    bool any_answered = false;
    bool any_works = false;
    bool all_answered = true;
    for (const NameServerAnswer& each : answers) {
        said += (said.empty() ? "" : "; ") +
                (each.code.empty() ? each.failure : each.server + " answered " + each.code);
        any_answered |= !each.code.empty();
        all_answered &= !each.code.empty();
        any_works |= !each.code.empty() && each.code != "SERVFAIL";
    }
    if (!any_answered) {
        return fail(said, fix);
    }
    return any_works && all_answered ? pass(said) : warn(said, fix);
}

} // namespace berth::diagnose
