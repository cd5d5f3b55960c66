// SPDX-License-Identifier: Apache-2.0
// One end of a stream in a test: blocking, and every wait ends with an exception after kPatience.
#pragma once

#include <cerrno>
#include <string>
#include <string_view>

#include <sys/socket.h>
#include <sys/time.h>

#include "base/error.hpp"
#include "base/linux/unix_socket.hpp"
#include "base/unique_fd.hpp"

namespace berth::netbridge::test {

class Peer {
public:
    static constexpr timeval kPatience{.tv_sec = 10, .tv_usec = 0};

    explicit Peer(base::UniqueFd fd) : fd_(std::move(fd))
    {
        ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
        ::setsockopt(fd_.get(), SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
    }

    static Peer connect(const std::string& path) { return Peer(base::connect_unix(path)); }

    /// Of a listening descriptor.
    static Peer accept_from(int listener)
    {
        ::setsockopt(listener, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
        base::UniqueFd fd(::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
        if (!fd) {
            throw base::SystemError("waiting for a connection");
        }
        return Peer(std::move(fd));
    }

    void send(std::string_view bytes)
    {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent < 0) {
                throw base::SystemError("sending");
            }
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
    }

    /// Up to and with the mark; what came behind it stays for the next call.
    std::string receive_until(std::string_view mark)
    {
        while (true) {
            if (const std::size_t at = seen_.find(mark); at != std::string::npos) {
                std::string result = seen_.substr(0, at + mark.size());
                seen_.erase(0, at + mark.size());
                return result;
            }
            if (!receive_more()) {
                throw base::Error("the stream ended after \"" + seen_ + "\", before \"" + std::string(mark) +
                                  "\"");
            }
        }
    }

    std::string receive_head() { return receive_until("\r\n\r\n"); }

    std::string receive_bytes(std::size_t count)
    {
        while (seen_.size() < count && receive_more()) {
        }
        std::string result = seen_.substr(0, count);
        seen_.erase(0, result.size());
        return result;
    }

    std::string receive_to_end()
    {
        while (receive_more()) {
        }
        return std::exchange(seen_, {});
    }

    /// What has come and nobody has asked for yet.
    std::string leftover() { return std::exchange(seen_, {}); }

    void end_sending() { ::shutdown(fd_.get(), SHUT_WR); }
    void close() { fd_.reset(); }
    int fd() const { return fd_.get(); }

private:
    bool receive_more()
    {
        char block[65536];
        const ssize_t got = ::recv(fd_.get(), block, sizeof block, 0);
        if (got < 0 && errno != ECONNRESET) {
            throw base::SystemError("receiving after \"" + seen_.substr(0, 200) + "\"");
        }
        seen_.append(block, got > 0 ? static_cast<std::size_t>(got) : 0);
        return got > 0;
    }

    base::UniqueFd fd_;
    std::string seen_;
};

} // namespace berth::netbridge::test
