// SPDX-License-Identifier: Apache-2.0
// Pipes for splice(2), lent for as long as bytes are in them. A stream that moves nothing holds none:
// thousands of idle streams cost their sockets alone, and a new one costs no pipes.
#pragma once

#include <cstddef>
#include <vector>

#include "base/unique_fd.hpp"

namespace berth::netbridge {

inline constexpr int kPipeBytes = 256 << 10;

struct Pipe {
    base::UniqueFd read_end;
    base::UniqueFd write_end;
};

/// Of one thread. What it lends must not outlive it by much: it is a plain value, and may.
class SparePipes {
public:
    /// An empty one. Throws SystemError when there are no descriptors left.
    Pipe lend();
    /// An empty one; others are to be dropped.
    void give_back(Pipe pipe);

private:
    static constexpr std::size_t kMost = 64;

    std::vector<Pipe> spare_;
};

} // namespace berth::netbridge
