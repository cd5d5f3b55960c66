// SPDX-License-Identifier: Apache-2.0
// Ships records from the engine's side to the host, through the tunnel.
//
//   away -> dialling -> connected -> (stream ends) away ...
//
// While the host is away records wait in a bounded queue; what it pushes out is counted and reported by a
// record ahead of what is left. A record whose frame was cut by the end of the stream is sent again, whole,
// on the next one; what the kernel had taken and the host had not read by then is lost (a log needs no
// acknowledgements). Threading: the loop's thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/unique_fd.hpp"
#include "logging/bounded_queue.hpp"
#include "logging/records.hpp"
#include "loop/event_loop.hpp"
#include "tunnel/dial.hpp"

namespace berth::diagnostics {

constexpr std::size_t kShipQueueBytes = 4U << 20U;

class Shipper {
public:
    static constexpr std::chrono::milliseconds kFirstRetry{100}; ///< doubles
    static constexpr std::chrono::milliseconds kMaxRetry{5000};

    Shipper(loop::EventLoop& loop, tunnel::Target host, logging::Origin self,
            std::size_t queue_bytes = kShipQueueBytes);
    ~Shipper();
    Shipper(const Shipper&) = delete;
    Shipper& operator=(const Shipper&) = delete;

    /// An encoded LogRecord of at most kMaxRecordBytes.
    void ship(std::string record);

    bool connected() const { return static_cast<bool>(stream_); }
    std::size_t waiting() const { return queue_.size(); }
    const std::string& why_away() const { return why_away_; } ///< of the last failed attempt

private:
    void dial();
    void on_dial();
    void watch_dial(tunnel::Dial::State state);
    void connect(base::UniqueFd stream);
    void away(std::string why);
    void send();
    bool next_frame();
    void on_readable();
    void want_writable(bool wanted);
    void forget_registrations();

    loop::EventLoop& loop_;
    tunnel::Target host_;
    logging::Origin self_;
    logging::BoundedQueue queue_;
    std::optional<tunnel::Dial> dial_;
    base::UniqueFd stream_;
    std::string frame_; ///< being sent
    std::size_t sent_ = 0;
    std::chrono::milliseconds retry_ = kFirstRetry;
    std::string why_away_;
    loop::Registration readable_ = 0; ///< of the dial's or the stream's descriptor
    loop::Registration writable_ = 0;
    loop::Registration timer_ = 0; ///< next attempt, or the attempt's deadline
};

} // namespace berth::diagnostics
