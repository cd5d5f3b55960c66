// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace berth::netbridge {

/// Runs a script of nft as one transaction in the calling thread's network namespace: all of it or nothing.
/// Throws Error with nft's own words.
void apply_nft_rules(const std::string& script);

} // namespace berth::netbridge
