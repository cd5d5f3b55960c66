// SPDX-License-Identifier: Apache-2.0
#include "logging/log_query.hpp"

#include <array>
#include <cerrno>

#include <poll.h>
#include <sys/socket.h>

#include "base/error.hpp"
#include "base/linux/unix_socket.hpp"
#include "logging/records.hpp"

namespace berth::logging {
namespace {

base::UniqueFd connect_with_hint(const std::filesystem::path& socket)
{
    try {
        return base::connect_unix(socket);
    } catch (const base::SystemError& error) {
        const bool denied = error.code() == EACCES || error.code() == EPERM;
        throw base::SystemError("reading the logs at " + socket.string(), error.code(),
                                denied ? "run it as root or as a member of group berth"
                                       : "start berth with `berth up`; older logs lie in its log directory");
    }
}

} // namespace

LogReader::LogReader(const std::filesystem::path& socket, const diagnostics::v1::LogQuery& query)
    : stream_(connect_with_hint(socket)), decoder_(kMaxRecordBytes)
{
    const std::string frame = wire::encode_message(query, kMaxQueryBytes);
    if (::send(stream_.get(), frame.data(), frame.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(frame.size())) {
        throw base::SystemError("asking for logs at " + socket.string());
    }
    base::set_nonblocking(stream_.get(), true);
}

LogReader::Next LogReader::next(diagnostics::v1::LogRecord& record, std::chrono::milliseconds at_most)
{
    const auto end = std::chrono::steady_clock::now() + at_most;
    for (;;) {
        if (take_decoded(record)) {
            return Next::record;
        }
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        pollfd wait{stream_.get(), POLLIN, 0};
        const int ready = ::poll(&wait, 1, left.count() > 0 ? static_cast<int>(left.count()) : 0);
        if (ready > 0 && !read_some()) {
            return Next::end;
        }
        if (ready == 0) {
            return Next::deadline;
        }
    }
}

bool LogReader::take_decoded(diagnostics::v1::LogRecord& record)
{
    const auto payload = decoder_.next();
    if (decoder_.too_large() || (payload && !record.ParseFromString(*payload))) {
        throw base::Error("the log query socket sent something else than log records",
                          "the berth command and the running berth may be of different versions");
    }
    return payload.has_value();
}

/// False at the end of the stream.
bool LogReader::read_some()
{
    std::array<char, 64U << 10U> block; // NOLINT: written by recv before it is read
    const ssize_t got = ::recv(stream_.get(), block.data(), block.size(), 0);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) {
        return true;
    }
    if (got < 0) {
        throw base::SystemError("reading log records");
    }
    decoder_.feed(std::string_view(block.data(), static_cast<std::size_t>(got)));
    return got > 0;
}

} // namespace berth::logging
