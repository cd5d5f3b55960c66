// SPDX-License-Identifier: Apache-2.0
// A helper program run as a child of the loop: its output collected, its end reported, nobody blocked.
#pragma once

#include <functional>
#include <string>

#include "base/child.hpp"
#include "loop/event_loop.hpp"

namespace berth::lifecycle {

/// `on_end` is called once on the loop's thread, never before this returns. The helper is killed with this
/// process (parent-death signal), not by this function: the caller's deadline decides what an endless one
/// means. Throws SystemError when it cannot be started.
void run_on_loop(loop::EventLoop& loop, const base::ProcessSpec& spec,
                 std::function<void(const base::Completed&)> on_end);

} // namespace berth::lifecycle
