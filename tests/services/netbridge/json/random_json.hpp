// SPDX-License-Identifier: Apache-2.0
// JSON texts as no encoder writes them: duplicates, odd white space, escapes, numbers of any length.
#pragma once

#include <random>
#include <string>

namespace berth::netbridge::test {

/// The same text for the same state of the generator.
std::string random_json(std::mt19937& random, int depth = 5);

} // namespace berth::netbridge::test
