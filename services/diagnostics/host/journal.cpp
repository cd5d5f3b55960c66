// SPDX-License-Identifier: Apache-2.0
#include "services/diagnostics/host/journal.hpp"

#include <vector>

#include "services/diagnostics/core/record_redaction.hpp"

namespace berth::diagnostics {

Journal::Journal(LogStore& store, RateLimiter::Limits limits, logging::Origin self)
    : store_(store), limiter_(limits), self_(std::move(self))
{}

void Journal::accept(v1::LogRecord record)
{
    logging::make_fit(record);
    if (limiter_.allow(record.service(), RateLimiter::Clock::now())) {
        keep(redacted(std::move(record)));
    }
}

void Journal::say(v1::Level level, std::string_view message)
{
    keep(redacted(logging::make_record(self_, level, message)));
}

void Journal::commit()
{
    store_.commit();
}

void Journal::tick()
{
    for (const auto& [service, lines] : limiter_.take_reports(RateLimiter::Clock::now())) {
        const logging::Origin origin{service, self_.side, self_.pid};
        keep(logging::make_drop_report(origin, lines, "it wrote more than the log takes of one service"));
    }
    store_.expire(WallClock::now());
}

std::uint64_t Journal::follow(Follower follower)
{
    followers_.emplace(++last_follower_, std::make_shared<Follower>(std::move(follower)));
    return last_follower_;
}

void Journal::keep(const v1::LogRecord& record)
{
    store_.append(record);
    std::vector<std::pair<std::uint64_t, std::shared_ptr<Follower>>> present(followers_.begin(),
                                                                             followers_.end());
    for (const auto& [id, follower] : present) {
        if (followers_.count(id) > 0) { // not ended by one before it
            (*follower)(record);
        }
    }
}

} // namespace berth::diagnostics
