// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/unique_fd.hpp"

namespace berth::base {

struct Pipe {
    UniqueFd read;
    UniqueFd write;
};

/// pipe2(2) with O_CLOEXEC. Throws SystemError.
Pipe make_pipe();

} // namespace berth::base
