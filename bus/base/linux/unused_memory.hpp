// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace berth::base {

/// Gives the memory that this process has freed back to the machine: the allocator keeps it, for a next time
/// that may never come. Takes some milliseconds where there is much.
void return_unused_memory();

} // namespace berth::base
