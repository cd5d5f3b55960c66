// SPDX-License-Identifier: Apache-2.0
// Pseudonyms whose hash a test can foresee.
#pragma once

#include "frontend/diagnose/bundle/core/pseudonyms.hpp"

namespace berth::bundle {

inline Pseudonyms test_names()
{
    Pseudonyms names([](std::string_view id) { return "0000" + std::string(id) + "0000000000000000"; });
    names.add("user", "maria");
    names.add("user", "ann-lee");
    names.add("user", "ann");
    names.add_home("maria", "/srv/people/maria");
    names.add("host", "Laptop7.example.org");
    names.add("host", "Laptop7");
    return names;
}

} // namespace berth::bundle
