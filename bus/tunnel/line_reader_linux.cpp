// SPDX-License-Identifier: Apache-2.0
// Each round peeks, then takes what is sure to belong to the line: all of it, or up to the newline.
#include "tunnel/line_reader.hpp"

#include <array>
#include <cerrno>
#include <string_view>

#include <sys/socket.h>

#include "tunnel/hybrid.hpp"

namespace berth::tunnel {

LineReader::State LineReader::read(int socket_fd)
{
    while (state_ == State::incomplete) {
        std::array<char, kMaxHybridLineBytes> block{};
        const ssize_t peeked = ::recv(socket_fd, block.data(), block.size() - line_.size(), MSG_PEEK);
        if (peeked < 0 && errno == EINTR) {
            continue;
        }
        if (peeked < 0 && errno == EAGAIN) {
            return state_;
        }
        if (peeked <= 0) {
            return state_ = State::failed;
        }
        const std::string_view seen(block.data(), static_cast<std::size_t>(peeked));
        const std::size_t newline = seen.find('\n');
        const std::size_t take = newline == std::string_view::npos ? seen.size() : newline + 1;
        if (::recv(socket_fd, block.data(), take, 0) != static_cast<ssize_t>(take)) {
            return state_ =
                       State::failed; // what was peeked is there: only a second reader could have taken it
        }
        line_.append(seen.substr(0, newline));
        if (newline != std::string_view::npos) {
            state_ = State::complete;
        } else if (line_.size() >= kMaxHybridLineBytes) {
            state_ = State::failed;
        }
    }
    return state_;
}

} // namespace berth::tunnel
