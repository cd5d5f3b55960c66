// SPDX-License-Identifier: Apache-2.0
// The receiving end of a log socket: takes the datagrams that wait, a bounded number at a time.
// (The kernel bounds what waits by net.unix.max_dgram_qlen and not by SO_RCVBUF: writers keep a backlog of
// their own.)
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "base/unique_fd.hpp"

namespace berth::logging {

class DatagramSource {
public:
    /// Binds with mode 0600, in place of a stale socket. Throws base::Error.
    explicit DatagramSource(const std::filesystem::path& path);

    int fd() const { return socket_.get(); }

    /// Calls for each datagram, at most kAtOnce: the loop calls again while more wait.
    void receive(const std::function<void(std::string_view)>& on_datagram);
    static constexpr int kAtOnce = 256;

    std::uint64_t too_large() const { return too_large_; } ///< refused ones, since the start

private:
    base::UniqueFd socket_;
    std::string block_;
    std::uint64_t too_large_ = 0;
};

} // namespace berth::logging
