// SPDX-License-Identifier: Apache-2.0
#include "services/distro/host/enter/relay.hpp"

#include <array>
#include <cerrno>
#include <chrono>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"

namespace berth::distro {
namespace {

constexpr std::size_t kBlockBytes = 4096;
constexpr std::chrono::milliseconds kDrainDeadline{200}; ///< for each piece of what is left

bool is_worth_a_retry()
{
    return errno == EAGAIN || errno == EINTR;
}

} // namespace

Relay::Relay(const base::UniqueFd& master)
    : master_(master), input_open_(static_cast<bool>(master)), output_open_(input_open_)
{
    if (master_ && ::fcntl(master_.get(), F_SETFL, O_NONBLOCK) != 0) {
        throw base::SystemError("preparing the distro's terminal");
    }
}

void Relay::wait(int signals)
{
    for (;;) {
        const bool wants_input = input_open_ && input_.empty();
        const auto wanted = static_cast<short>((output_open_ ? POLLIN : 0) | (input_.empty() ? 0 : POLLOUT));
        std::array<pollfd, 3> polled{pollfd{signals, POLLIN, 0},
                                     pollfd{wants_input ? STDIN_FILENO : -1, POLLIN, 0},
                                     pollfd{output_open_ || !input_.empty() ? master_.get() : -1, wanted, 0}};
        if (::poll(polled.data(), polled.size(), -1) < 0) {
            continue; // EINTR: only a stop and go on; the signals of interest are blocked
        }
        if (polled[1].revents != 0) {
            take_input();
        }
        if ((polled[2].revents & POLLOUT) != 0) {
            give_input();
        }
        if ((polled[2].revents & ~POLLOUT) != 0) {
            (void)pass_output();
        }
        if (polled[0].revents != 0) {
            return;
        }
    }
}

void Relay::take_input()
{
    std::array<char, kBlockBytes> block{};
    const ssize_t got = ::read(STDIN_FILENO, block.data(), block.size());
    if (got > 0) {
        input_.assign(block.data(), static_cast<std::size_t>(got));
    } else if (got == 0 || !is_worth_a_retry()) {
        input_open_ = false; // the caller's terminal is gone; a HUP comes as well
    }
}

void Relay::give_input()
{
    const ssize_t put = ::write(master_.get(), input_.data(), input_.size());
    if (put > 0) {
        input_.erase(0, static_cast<std::size_t>(put));
    } else if (!is_worth_a_retry()) {
        input_.clear();
        input_open_ = false;
    }
}

bool Relay::pass_output()
{
    std::array<char, kBlockBytes> block{};
    const ssize_t got = ::read(master_.get(), block.data(), block.size());
    if (got <= 0) {
        output_open_ = got < 0 && is_worth_a_retry(); // EIO: nobody has the other end open any more
        return false;
    }
    try {
        base::write_all(STDOUT_FILENO, {block.data(), static_cast<std::size_t>(got)}, "the terminal");
    } catch (const base::SystemError&) {
        output_open_ = false; // nobody reads it; a HUP ends the command
        return false;
    }
    return true;
}

/// The kernel hands the last bytes over a moment after the command's end; then the master says EIO, unless a
/// process in the background keeps the terminal open.
void Relay::drain()
{
    pollfd polled{master_.get(), POLLIN, 0};
    while (output_open_ && ::poll(&polled, 1, static_cast<int>(kDrainDeadline.count())) > 0) {
        (void)pass_output();
    }
}

} // namespace berth::distro
