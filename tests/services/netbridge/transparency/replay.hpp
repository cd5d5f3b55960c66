// SPDX-License-Identifier: Apache-2.0
// A recorded connection, once more through the proxy.
#pragma once

#include <string>

#include "recording.hpp"

namespace berth::netbridge::test {

/// Plays both sides in the recorded order, each chunk when all before it has arrived. Returns the first
/// difference between what arrived and what should have; empty when there is none.
std::string replay(const RecordedConnection& connection);

} // namespace berth::netbridge::test
