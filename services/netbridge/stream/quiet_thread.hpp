// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace berth::netbridge {

/// Signals are the main thread's. SIGPIPE above all: splice(2) into a closed socket raises it and has no flag
/// against it; blocked it is the EPIPE that the caller looks at.
void take_no_signals();

} // namespace berth::netbridge
