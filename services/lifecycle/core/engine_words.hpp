// SPDX-License-Identifier: Apache-2.0
// The words that dockerd, containerd and runc themselves use in their messages. Pure.
//
// A word that is missing here makes a log line a little poorer, never wrong: add it when it is the daemons'
// own.
#pragma once

#include <string_view>

namespace berth::lifecycle {

/// In any case of letters.
bool is_engine_word(std::string_view word);

} // namespace berth::lifecycle
