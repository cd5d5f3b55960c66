// SPDX-License-Identifier: Apache-2.0
// What types cannot say: which values of a setting can be used. Pure.
#pragma once

#include <optional>
#include <string>

#include "berth/settings/v1/settings.pb.h"

namespace berth::settings {

struct ValueProblem {
    std::string key;  ///< "network.subnet"
    std::string what; ///< goes on after the key: "is '10.0.0.1/24', which …"
    std::string hint;
};

/// The first value that cannot be used; unset fields are never a problem.
std::optional<ValueProblem> find_value_problem(const v1::Settings& written);

} // namespace berth::settings
