// SPDX-License-Identifier: Apache-2.0
#include "services/diagnostics/host/stream_io.hpp"

#include <cerrno>

#include <sys/socket.h>

namespace berth::diagnostics {

std::optional<std::string> receive_some(int fd, std::size_t limit)
{
    std::string block(limit, '\0');
    const ssize_t got = ::recv(fd, block.data(), block.size(), MSG_DONTWAIT);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
        return std::nullopt;
    }
    block.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return block;
}

std::optional<std::size_t> send_some(int fd, std::string_view bytes)
{
    std::size_t sent = 0;
    while (sent < bytes.size()) {
        const ssize_t put = ::send(fd, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (put < 0 && errno == EAGAIN) {
            break;
        }
        if (put < 0 && errno != EINTR) {
            return std::nullopt;
        }
        sent += put > 0 ? static_cast<std::size_t>(put) : 0;
    }
    return sent;
}

} // namespace berth::diagnostics
