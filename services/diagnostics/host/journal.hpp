// SPDX-License-Identifier: Apache-2.0
// Where every record comes together: made fit, held against its service's rate, freed of secrets, stored,
// shown to who follows. Threading: the loop's thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>

#include "services/diagnostics/core/rate_limiter.hpp"
#include "services/diagnostics/host/log_store.hpp"

namespace berth::diagnostics {

class Journal {
public:
    Journal(LogStore& store, RateLimiter::Limits limits, logging::Origin self);

    /// A record of another process.
    void accept(v1::LogRecord record);
    /// A line of our own: straight into the store.
    void say(v1::Level level, std::string_view message);
    /// Writes what was accepted to the file; call when a batch is over.
    void commit();
    /// Reports drops, closes and removes by age; call every kTick.
    void tick();
    static constexpr std::chrono::milliseconds kTick{1000};

    Snapshot snapshot() { return store_.snapshot(); }
    const std::string& problem() const { return store_.problem(); }

    using Follower = std::function<void(const v1::LogRecord&)>;
    /// Sees every record from now on, before it is in the file. It may end itself or others inside the call.
    std::uint64_t follow(Follower follower);
    void unfollow(std::uint64_t id) { followers_.erase(id); }

private:
    void keep(const v1::LogRecord& record);

    LogStore& store_;
    RateLimiter limiter_;
    logging::Origin self_;
    std::map<std::uint64_t, std::shared_ptr<Follower>> followers_;
    std::uint64_t last_follower_ = 0;
};

} // namespace berth::diagnostics
