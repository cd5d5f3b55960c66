// SPDX-License-Identifier: Apache-2.0
// The listening side of proto/berth/lifecycle/v1/init.proto. Root only: by the socket's mode, and by the
// peer's user. One connection at a time; a new one replaces the old one, whose open requests then go
// unanswered.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

#include "base/unique_fd.hpp"
#include "berth/lifecycle/v1/init.pb.h"
#include "services/lifecycle/core/init_frames.hpp"
#include "services/lifecycle/guest/log_forwarder.hpp"
#include "services/lifecycle/guest/reactor.hpp"

namespace berth::lifecycle {

/// Who asked: a reply to a connection that is gone goes nowhere.
struct Requester {
    std::uint64_t connection = 0;
    std::uint64_t id = 0;
};

class ControlServer {
public:
    using OnRequest = std::function<void(const Requester&, const v1::InitRequest&)>;

    /// Replies that wait for a peer that does not read; beyond that the connection is closed.
    static constexpr std::size_t kMaxUnsentBytes = 4U << 20U;

    /// Listens at once. Throws base::SystemError.
    ControlServer(Reactor& reactor, LogForwarder& log, const std::filesystem::path& path,
                  OnRequest on_request);

    void reply(const Requester& requester, v1::InitReply reply);
    void push(const v1::InitEvent& event); ///< to the present connection, if any
    /// Waits until what was replied has been taken by the system, but not longer than that. For the end of
    /// the program.
    void flush(std::chrono::milliseconds at_most);

private:
    void accept();
    void read();
    void write();
    void send(const v1::InitReply& reply);
    void close(const std::string& why);

    Reactor& reactor_;
    LogForwarder& log_;
    OnRequest on_request_;
    base::UniqueFd listener_;
    base::UniqueFd connection_;
    std::uint64_t connection_number_ = 0;
    InitFrameDecoder decoder_;
    std::string unsent_;
};

} // namespace berth::lifecycle
