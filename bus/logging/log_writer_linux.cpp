// SPDX-License-Identifier: Apache-2.0
#include "logging/log_writer.hpp"

#include <cerrno>
#include <cstring>

#include <sys/socket.h>
#include <sys/un.h>

#include "base/error.hpp"

namespace berth::logging {

LogWriter::LogWriter(const std::filesystem::path& socket, Origin origin, std::size_t backlog_bytes)
    : path_(socket.string()), origin_(std::move(origin)),
      socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)), backlog_(backlog_bytes)
{
    if (!socket_) {
        throw base::SystemError("making a socket for log records");
    }
    if (path_.size() >= sizeof(sockaddr_un::sun_path)) {
        throw base::Error("socket path " + path_ + " is longer than 107 bytes",
                          "use a shorter instance name");
    }
}

LogWriter::~LogWriter()
{
    flush();
}

void LogWriter::write(diagnostics::v1::Level level, std::string_view message)
{
    backlog_.push(make_record(origin_, level, message).SerializeAsString());
    flush();
}

void LogWriter::write(diagnostics::v1::LogRecord record)
{
    make_fit(record);
    backlog_.push(record.SerializeAsString());
    flush();
}

void LogWriter::flush()
{
    if (const std::uint64_t dropped = backlog_.dropped(); dropped > 0) {
        const auto report = make_drop_report(origin_, dropped, "nobody took them in time");
        if (!send(report.SerializeAsString())) {
            return;
        }
        backlog_.forget_dropped(dropped);
    }
    while (!backlog_.empty() && send(backlog_.front())) {
        backlog_.pop();
    }
}

/// By address each time: a listener that was started anew is found without any state here.
bool LogWriter::send(const std::string& record) const
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path_.c_str(), path_.size() + 1);
    for (;;) {
        const ssize_t sent =
            ::sendto(socket_.get(), record.data(), record.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
                     reinterpret_cast<const sockaddr*>(&address), sizeof address);
        if (sent >= 0 || errno == EMSGSIZE) { // one that can never be sent must not hold up the others
            return true;
        }
        if (errno != EINTR) {
            return false; // absent, full, or not ours to use: a log has nobody to complain to
        }
    }
}

} // namespace berth::logging
