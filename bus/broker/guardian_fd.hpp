// SPDX-License-Identifier: Apache-2.0
// What broker and guardian agree on; the theory is in guardian_watch.hpp.
#pragma once

namespace berth::broker {

/// The descriptor under which each of the two gets a pidfd of the other: `--guardian-fd 3`, `--adopt-fd 3`.
constexpr int kOtherFd = 3;

} // namespace berth::broker
