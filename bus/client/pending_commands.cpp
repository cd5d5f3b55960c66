// SPDX-License-Identifier: Apache-2.0
#include "client/pending_commands.hpp"

#include <utility>

#include <fmt/format.h>

namespace berth::client {

PendingCommands::~PendingCommands()
{
    for (const auto& [id, pending] : pending_) {
        loop_.remove(pending.timer);
        loop_.remove(pending.again);
    }
}

void PendingCommands::add(const bus::v1::Envelope& command, std::chrono::milliseconds deadline,
                          OnOutcome on_outcome)
{
    Outcome late;
    late.status.set_code(bus::v1::STATUS_CODE_DEADLINE);
    late.status.set_message(fmt::format("{} did not answer {} within {} ms", command.target(),
                                        command.message_type(), deadline.count()));
    late.status.set_hint("`berth status` shows what is running");
    wait(command.id(), deadline, late, std::move(on_outcome));
}

void PendingCommands::add_refused(const bus::v1::Envelope& command, const base::Failure& why,
                                  OnOutcome on_outcome)
{
    Outcome refused;
    refused.status.set_code(bus::v1::STATUS_CODE_INVALID);
    refused.status.set_message(why.message);
    refused.status.set_hint(why.hint);
    wait(command.id(), std::chrono::milliseconds{0}, refused, std::move(on_outcome));
}

void PendingCommands::wait(const std::string& id, std::chrono::milliseconds time, const Outcome& then,
                           OnOutcome on_outcome)
{
    const loop::Registration timer = loop_.add_timer(time, [this, id, then] { settle(id, then); });
    pending_.emplace(id, Pending{.on_outcome = std::move(on_outcome), .timer = timer});
}

void PendingCommands::repeat(const wire::Frame& command)
{
    pending_.at(command.envelope.id()).repeatable = command;
}

void PendingCommands::broker_came()
{
    for (const auto& [id, pending] : pending_) {
        if (pending.repeatable) {
            send_(*pending.repeatable);
        }
    }
}

/// False where its refusal is its outcome.
bool PendingCommands::say_again_soon(const std::string& id, Pending& pending)
{
    const loop::Clock::time_point now = loop::Clock::now();
    pending.away_since = pending.away_since.value_or(now);
    if (!pending.repeatable || now - *pending.away_since > kPatience) {
        return false;
    }
    loop_.remove(pending.again);
    pending.again = loop_.add_timer(kInterval, [this, id] { send_(*pending_.at(id).repeatable); });
    return true;
}

void PendingCommands::settle(const bus::v1::Envelope& response, const std::string& payload)
{
    const auto found = pending_.find(response.correlation_id());
    const bool is_away = response.status().code() == bus::v1::STATUS_CODE_UNAVAILABLE;
    if (found == pending_.end() || (is_away && say_again_soon(found->first, found->second))) {
        return;
    }
    settle(response.correlation_id(), Outcome{response.status(), payload});
}

void PendingCommands::settle(const std::string& id, const Outcome& outcome)
{
    const auto found = pending_.find(id);
    if (found == pending_.end()) {
        return;
    }
    const Pending pending = std::move(found->second);
    pending_.erase(found);
    loop_.remove(pending.timer);
    loop_.remove(pending.again);
    pending.on_outcome(outcome);
}

} // namespace berth::client
