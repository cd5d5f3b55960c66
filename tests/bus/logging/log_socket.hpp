// SPDX-License-Identifier: Apache-2.0
// The listening end of a log socket, as a test sees it.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "base/linux/unix_socket.hpp"
#include "berth/diagnostics/v1/log.pb.h"
#include "logging/records.hpp"

namespace berth::test {

class LogSocket {
public:
    explicit LogSocket(const std::filesystem::path& path) : fd_(base::listen_unix(path, 0600, SOCK_DGRAM)) {}

    /// What is there now.
    std::vector<diagnostics::v1::LogRecord> take() const
    {
        std::vector<diagnostics::v1::LogRecord> records;
        std::array<char, logging::kMaxRecordBytes> block{};
        for (;;) {
            const ssize_t got = ::recv(fd_.get(), block.data(), block.size(), MSG_DONTWAIT);
            if (got < 0) {
                return records;
            }
            diagnostics::v1::LogRecord record;
            if (!record.ParseFromArray(block.data(), static_cast<int>(got))) {
                record.set_message("not a record");
            }
            records.push_back(record);
        }
    }

private:
    base::UniqueFd fd_;
};

} // namespace berth::test
