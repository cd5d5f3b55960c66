// SPDX-License-Identifier: Apache-2.0
// What a check is waiting for, told to whoever waits for the check. Thread-safe.
#pragma once

#include <mutex>
#include <string>

namespace berth::diagnose {

class Progress {
public:
    /// Before each step that may hang: "an answer to GET /_ping".
    void waits_for(const std::string& what)
    {
        const std::lock_guard lock(mutex_);
        what_ = what;
    }
    std::string waiting_for() const
    {
        const std::lock_guard lock(mutex_);
        return what_;
    }

private:
    mutable std::mutex mutex_;
    std::string what_;
};

} // namespace berth::diagnose
