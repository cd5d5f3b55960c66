// SPDX-License-Identifier: Apache-2.0
// Says to who keeps this process, systemd or a guardian, that its loop still turns: WATCHDOG=1 of
// sd_notify(3), each second. Who keeps it kills and replaces it when that stops.
#pragma once

#include <chrono>
#include <string>

#include "base/unique_fd.hpp"
#include "loop/event_loop.hpp"

namespace berth::broker {

/// The environment's NOTIFY_SOCKET, which is taken out of it: what this process starts is not kept by the
/// same. Empty when nobody wants to know. Call before the first thread is started.
std::string take_notify_address();

class SignOfLife {
public:
    static constexpr std::chrono::milliseconds kInterval{1000}; ///< well below every watchdog's time

    /// `address`: of take_notify_address(). One that nobody listens at any more is tried again each time.
    SignOfLife(loop::EventLoop& loop, std::string address);
    ~SignOfLife();
    SignOfLife(const SignOfLife&) = delete;
    SignOfLife& operator=(const SignOfLife&) = delete;

private:
    void say() const;

    loop::EventLoop& loop_;
    std::string address_;
    base::UniqueFd socket_;
    loop::Registration timer_ = 0;
};

} // namespace berth::broker
