// SPDX-License-Identifier: Apache-2.0
// How containerd and dockerd ended since they were last started, and their last words. Pure.
#pragma once

#include <deque>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "berth/lifecycle/v1/init.pb.h"

namespace berth::lifecycle {

class DaemonDeaths {
public:
    void daemons_started() { count_ = 0; }
    void daemon_ended(const v1::InitEvent& event);

    /// Set once they have ended too often for a start to go on: that is seen long before its deadline.
    std::optional<base::Failure> hopeless() const;
    /// Of the daemon that ended last, oldest first; bounded in number and length.
    const std::deque<std::string>& last_lines() const { return last_lines_; }

private:
    unsigned count_ = 0;
    std::string last_end_; ///< "dockerd exited with code 1"
    std::deque<std::string> last_lines_;
};

} // namespace berth::lifecycle
