// SPDX-License-Identifier: Apache-2.0
// Ctrl-C and TERM as a descriptor for the loop.
#pragma once

#include "base/unique_fd.hpp"

namespace berth::cli {

/// Blocks SIGINT and SIGTERM in the calling thread and those it starts. Throws base::SystemError.
base::UniqueFd open_interrupts();

/// True when one of them came.
bool take_interrupt(int fd);

} // namespace berth::cli
