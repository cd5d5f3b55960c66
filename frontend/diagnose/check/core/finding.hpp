// SPDX-License-Identifier: Apache-2.0
// What a check found.
#pragma once

#include <string>
#include <utility>

namespace berth::diagnose {

enum class Outcome {
    pass,
    warn, ///< berth works, and something that a person should know does not
    fail,
    skip, ///< could not be looked at, or does not apply; the evidence says why
};

struct Finding {
    Outcome outcome = Outcome::pass;
    std::string evidence; ///< what was seen, one line
    std::string fix = {}; ///< the command or step, of a failure and a warning
};

inline Finding pass(std::string evidence)
{
    return {Outcome::pass, std::move(evidence)};
}
inline Finding warn(std::string evidence, std::string fix)
{
    return {Outcome::warn, std::move(evidence), std::move(fix)};
}
inline Finding fail(std::string evidence, std::string fix)
{
    return {Outcome::fail, std::move(evidence), std::move(fix)};
}
inline Finding skip(std::string reason)
{
    return {Outcome::skip, std::move(reason)};
}

/// "pass", "warn", "fail", "skip": as the JSON has it.
std::string to_text(Outcome outcome);

} // namespace berth::diagnose
