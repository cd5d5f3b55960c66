// SPDX-License-Identifier: Apache-2.0
// A unix stream listener on the loop; what is accepted is handed on, non-blocking.
#pragma once

#include <filesystem>
#include <functional>

#include "base/unique_fd.hpp"
#include "loop/event_loop.hpp"

namespace berth::diagnostics {

/// Who may connect: root alone, or the group berth as well (root alone where there is no such group).
enum class Access { root, group };

class StreamListener {
public:
    using OnAccept = std::function<void(base::UniqueFd)>;

    /// Throws base::Error.
    StreamListener(loop::EventLoop& loop, const std::filesystem::path& path, Access access,
                   OnAccept on_accept);
    ~StreamListener();
    StreamListener(const StreamListener&) = delete;
    StreamListener& operator=(const StreamListener&) = delete;

private:
    void accept_waiting();
    void watch();

    loop::EventLoop& loop_;
    OnAccept on_accept_;
    base::UniqueFd listener_;
    loop::Registration registration_ = 0; ///< of the listener, or of the timer while descriptors are short
};

} // namespace berth::diagnostics
