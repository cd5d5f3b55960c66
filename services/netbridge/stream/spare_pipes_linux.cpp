// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/stream/spare_pipes.hpp"

#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "base/error.hpp"

namespace berth::netbridge {

Pipe SparePipes::lend()
{
    if (!spare_.empty()) {
        Pipe pipe = std::move(spare_.back());
        spare_.pop_back();
        return pipe;
    }
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
        throw base::SystemError("making a pipe");
    }
    Pipe pipe{.read_end = base::UniqueFd(ends[0]), .write_end = base::UniqueFd(ends[1])};
    // Refused beyond the user's share: the default size works too.
    (void)::fcntl(pipe.write_end.get(), F_SETPIPE_SZ, kPipeBytes);
    return pipe;
}

void SparePipes::give_back(Pipe pipe)
{
    if (spare_.size() < kMost) {
        spare_.push_back(std::move(pipe));
    }
}

} // namespace berth::netbridge
