// SPDX-License-Identifier: Apache-2.0
// Owner of one file descriptor. Every descriptor has one from its first line, opened with O_CLOEXEC.
#pragma once

#include <utility>

#include <unistd.h>

namespace berth::base {

class UniqueFd {
public:
    UniqueFd() noexcept = default;
    explicit UniqueFd(int fd) noexcept : fd_(fd) {}
    ~UniqueFd() { reset(); }
    UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    UniqueFd& operator=(UniqueFd&& other) noexcept
    {
        if (this != &other) {
            reset(std::exchange(other.fd_, -1));
        }
        return *this;
    }
    UniqueFd(const UniqueFd&) = delete;
    UniqueFd& operator=(const UniqueFd&) = delete;

    int get() const noexcept { return fd_; }
    explicit operator bool() const noexcept { return fd_ >= 0; }
    [[nodiscard]] int release() noexcept { return std::exchange(fd_, -1); }
    void reset(int fd = -1) noexcept
    {
        if (fd_ >= 0) {
            (void)::close(fd_); // Linux frees the descriptor even on EINTR; nothing to be done about EIO here
        }
        fd_ = fd;
    }

private:
    int fd_ = -1;
};

} // namespace berth::base
