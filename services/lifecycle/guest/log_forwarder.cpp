// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/guest/log_forwarder.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>

#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/linux/unix_socket.hpp"

namespace berth::lifecycle {
namespace {

std::string to_datagram(const std::string& service, diagnostics::v1::Level level, const std::string& line,
                        pid_t pid)
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now);
    diagnostics::v1::LogRecord record;
    record.mutable_time()->set_seconds(seconds.count());
    record.mutable_time()->set_nanos(static_cast<std::int32_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(now - seconds).count()));
    record.set_side(bus::v1::SIDE_GUEST);
    record.set_service(service);
    record.set_level(level);
    record.set_message(line);
    record.set_pid(pid);
    return record.SerializeAsString();
}

} // namespace

LogForwarder::LogForwarder(Reactor& reactor, std::filesystem::path socket)
    : reactor_(reactor), path_(std::move(socket)), directory_watch_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK))
{
    const std::filesystem::path directory = path_.parent_path();
    if (!directory_watch_ ||
        ::inotify_add_watch(directory_watch_.get(), directory.c_str(), IN_CREATE | IN_MOVED_TO) < 0) {
        throw base::SystemError("watching directory " + directory.string());
    }
    reactor_.watch(directory_watch_.get(), EPOLLIN, [this] { on_directory_changed(); });
}

void LogForwarder::send(const std::string& service, diagnostics::v1::Level level, const std::string& line,
                        pid_t pid)
{
    queue_.push(to_datagram(service, level, line, pid));
    if (socket_) {
        flush();
    }
}

void LogForwarder::say(diagnostics::v1::Level level, const std::string& line)
{
    if (level > diagnostics::v1::LEVEL_DEBUG) {
        std::fprintf(stderr, "berth-init: %s\n", line.c_str());
    }
    send("lifecycle", level, line, ::getpid());
}

bool LogForwarder::connect()
{
    try {
        socket_ = base::connect_unix(path_, SOCK_DGRAM); // a datagram socket's connect does not wait
        base::set_nonblocking(socket_.get(), true);
    } catch (const base::SystemError&) {
        socket_.reset(); // nobody listens yet
    }
    return static_cast<bool>(socket_);
}

void LogForwarder::disconnect()
{
    reactor_.unwatch(socket_.get());
    socket_.reset();
}

void LogForwarder::report_lost()
{
    if (const std::uint64_t lost = queue_.take_lost(); lost != 0) {
        queue_.push(to_datagram("lifecycle", diagnostics::v1::LEVEL_WARNING,
                                std::to_string(lost) + " earlier lines were lost: nobody took them",
                                ::getpid()));
    }
}

void LogForwarder::flush()
{
    report_lost();
    while (!queue_.empty()) {
        const std::string& record = queue_.front();
        if (::send(socket_.get(), record.data(), record.size(), MSG_NOSIGNAL | MSG_DONTWAIT) >= 0 ||
            errno == EMSGSIZE) {
            queue_.pop();
        } else if (errno == EAGAIN || errno == ENOBUFS) {
            reactor_.watch(socket_.get(), EPOLLOUT, [this] { flush(); });
            return;
        } else if (errno != EINTR) {
            disconnect(); // the listener is gone; its successor makes a socket anew, which the directory
                          // tells
            return;
        }
    }
    reactor_.unwatch(socket_.get());
}

void LogForwarder::on_directory_changed()
{
    std::array<char, 4096> events{};
    while (::read(directory_watch_.get(), events.data(), events.size()) > 0) {
        // which file it was does not matter: the try to connect tells
    }
    disconnect();
    if (connect()) {
        flush();
    }
}

} // namespace berth::lifecycle
