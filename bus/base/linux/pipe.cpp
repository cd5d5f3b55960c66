// SPDX-License-Identifier: Apache-2.0
#include "base/linux/pipe.hpp"

#include <array>

#include <fcntl.h>
#include <unistd.h>

#include "base/error.hpp"

namespace berth::base {

Pipe make_pipe()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw SystemError("making a pipe");
    }
    return {.read = UniqueFd(ends[0]), .write = UniqueFd(ends[1])};
}

} // namespace berth::base
