// SPDX-License-Identifier: Apache-2.0
#include "logging/datagram_source.hpp"

#include <cerrno>

#include <sys/socket.h>

#include "base/linux/unix_socket.hpp"
#include "logging/records.hpp"

namespace berth::logging {

DatagramSource::DatagramSource(const std::filesystem::path& path)
    : socket_(base::listen_unix(path, 0600, SOCK_DGRAM)), block_(kMaxRecordBytes, '\0')
{}

void DatagramSource::receive(const std::function<void(std::string_view)>& on_datagram)
{
    for (int count = 0; count < kAtOnce; ++count) {
        // With MSG_TRUNC the result is the datagram's own length, however much of it fitted.
        const ssize_t got = ::recv(socket_.get(), block_.data(), block_.size(), MSG_DONTWAIT | MSG_TRUNC);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return; // nothing waits
        }
        if (static_cast<std::size_t>(got) > block_.size()) {
            ++too_large_;
        } else {
            on_datagram(std::string_view(block_).substr(0, static_cast<std::size_t>(got)));
        }
    }
}

} // namespace berth::logging
