// SPDX-License-Identifier: Apache-2.0
// The broker's half of "one of the two always lives": the guardian starts a dead broker again, and the broker
// a dead guardian.
//
// Theory. Each holds a pidfd of the other that the other gave it, so neither looks for a pid that may be
// somebody else's by then. The first guardian is the broker's parent and gives its own pidfd to its child.
// One that the broker starts is its child, gets the broker's pidfd, and waits for that to end; from there on
// it is as the first one was. It must not take a complete shutdown for a death, and cannot ask for the exit
// code of what is not its child: so the broker ends it before it ends itself. There is at most one guardian,
// because only the broker starts one and only when the last one's pidfd says that it has ended; and at most
// one broker, because of broker.lock. A broker without a guardian (systemd keeps it) starts none.
#pragma once

#include <chrono>

#include <spdlog/logger.h>

#include "base/child.hpp"
#include "base/process_spec.hpp"
#include "base/unique_fd.hpp"
#include "broker/guardian_fd.hpp"
#include "loop/event_loop.hpp"

namespace berth::broker {

class GuardianWatch {
public:
    static constexpr std::chrono::milliseconds kPause{1000}; ///< between two starts of a guardian

    /// `guardian`: a pidfd of the one that keeps this process. `successor`: how another is started; it gets a
    /// pidfd of this process as kOtherFd.
    GuardianWatch(loop::EventLoop& loop, base::UniqueFd guardian, base::ProcessSpec successor,
                  spdlog::logger& log);
    /// Leaves a guardian running: a broker that ends otherwise than by a complete shutdown is started again.
    ~GuardianWatch();
    GuardianWatch(const GuardianWatch&) = delete;
    GuardianWatch& operator=(const GuardianWatch&) = delete;

    /// The shutdown is complete: from now on no guardian is started, and one that was started here is ended.
    void finish();

private:
    void on_end();
    void start();

    loop::EventLoop& loop_;
    base::UniqueFd first_; ///< the guardian that started us; empty once it has ended
    base::ProcessSpec successor_;
    spdlog::logger& log_;
    base::UniqueFd self_; ///< a pidfd of this process
    base::Child child_;   ///< the guardian that we started
    loop::Clock::time_point not_before_{};
    loop::Registration registration_ = 0; ///< of the guardian's end, or of the timer of its start
};

} // namespace berth::broker
