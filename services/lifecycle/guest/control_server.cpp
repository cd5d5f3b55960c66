// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/guest/control_server.hpp"

#include <array>
#include <cerrno>

#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/linux/unix_socket.hpp"

namespace berth::lifecycle {

ControlServer::ControlServer(Reactor& reactor, LogForwarder& log, const std::filesystem::path& path,
                             OnRequest on_request)
    : reactor_(reactor), log_(log), on_request_(std::move(on_request)),
      listener_(base::listen_unix(path, 0600))
{
    base::set_nonblocking(listener_.get(), true);
    reactor_.watch(listener_.get(), EPOLLIN, [this] { accept(); });
}

void ControlServer::accept()
{
    base::UniqueFd fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!fd) {
        return; // gone before we came to it
    }
    if (const ucred peer = base::peer_credentials(fd.get()); peer.uid != 0) {
        log_.say(diagnostics::v1::LEVEL_WARNING,
                 fmt::format("refusing a control connection of user {}", peer.uid));
        return;
    }
    close("replaced by a new one");
    connection_ = std::move(fd);
    ++connection_number_;
    reactor_.watch(connection_.get(), EPOLLIN, [this] { read(); });
}

void ControlServer::read()
{
    std::array<char, 65536> block{};
    const ssize_t got = ::read(connection_.get(), block.data(), block.size());
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    if (got <= 0) {
        close("the peer closed it");
        return;
    }
    decoder_.feed({block.data(), static_cast<std::size_t>(got)});
    const std::uint64_t connection = connection_number_;
    for (;;) {
        v1::InitRequest request;
        const base::Result<bool> complete = decoder_.next(request);
        if (!complete) {
            close(complete.error().message);
            return;
        }
        if (!*complete) {
            return;
        }
        on_request_({.connection = connection, .id = request.id()}, request);
    }
}

void ControlServer::reply(const Requester& requester, v1::InitReply reply)
{
    if (connection_ && requester.connection == connection_number_) {
        reply.set_id(requester.id);
        send(reply);
    }
}

void ControlServer::push(const v1::InitEvent& event)
{
    if (connection_) {
        v1::InitReply reply;
        *reply.mutable_event() = event;
        send(reply);
    }
}

void ControlServer::send(const v1::InitReply& reply)
{
    unsent_ += encode_init_frame(reply);
    if (unsent_.size() > kMaxUnsentBytes) {
        close("the peer does not read");
        return;
    }
    write();
}

void ControlServer::write()
{
    while (!unsent_.empty()) {
        const ssize_t put = ::send(connection_.get(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put < 0 && errno == EAGAIN) {
            reactor_.watch(connection_.get(), EPOLLIN | EPOLLOUT, [this] {
                write();
                if (connection_) {
                    read();
                }
            });
            return;
        }
        if (put < 0) {
            return; // the end of the stream, which read() is about to see, says the same
        }
        unsent_.erase(0, static_cast<std::size_t>(put));
    }
    reactor_.watch(connection_.get(), EPOLLIN, [this] { read(); });
}

void ControlServer::flush(std::chrono::milliseconds at_most)
{
    const auto end = Reactor::Clock::now() + at_most;
    while (connection_ && !unsent_.empty()) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Reactor::Clock::now());
        pollfd entry{connection_.get(), POLLOUT, 0};
        if (left.count() <= 0 || ::poll(&entry, 1, static_cast<int>(left.count())) <= 0 ||
            (entry.revents & (POLLERR | POLLHUP)) != 0) {
            return; // the peer has lost its answer; it sees our end instead
        }
        write();
    }
}

void ControlServer::close(const std::string& why)
{
    if (connection_) {
        log_.say(diagnostics::v1::LEVEL_DEBUG, "closing the control connection: " + why);
        reactor_.unwatch(connection_.get());
        connection_.reset();
    }
    decoder_ = {};
    unsent_.clear();
}

} // namespace berth::lifecycle
