// SPDX-License-Identifier: Apache-2.0
// Sends log records as datagrams to the diagnostics guest's socket and never waits for it: what cannot be
// sent now is kept, bounded, and sent when the socket appears or has room.
#pragma once

#include <filesystem>
#include <string>

#include <sys/types.h>

#include "base/unique_fd.hpp"
#include "berth/diagnostics/v1/log.pb.h"
#include "services/lifecycle/core/record_queue.hpp"
#include "services/lifecycle/guest/reactor.hpp"

namespace berth::lifecycle {

class LogForwarder {
public:
    /// Enough for the lines of an engine's start, also with debug output.
    static constexpr std::size_t kQueueBytes = 512U << 10U;

    /// The socket's directory must exist: its coming is noticed there. Throws SystemError.
    LogForwarder(Reactor& reactor, std::filesystem::path socket);

    /// `pid` is in the engine's pid namespace. The line was printed just now.
    void send(const std::string& service, diagnostics::v1::Level level, const std::string& line, pid_t pid);

    /// berth-init's own words; on standard error too, for the time before anybody listens.
    void say(diagnostics::v1::Level level, const std::string& line);

private:
    bool connect();
    void disconnect();
    void flush();
    void on_directory_changed();
    void report_lost();

    Reactor& reactor_;
    std::filesystem::path path_;
    RecordQueue queue_{kQueueBytes};
    base::UniqueFd directory_watch_; ///< inotify
    base::UniqueFd socket_;          ///< connected while somebody listens
};

} // namespace berth::lifecycle
