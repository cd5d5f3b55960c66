// SPDX-License-Identifier: Apache-2.0
#include "client/pending_commands.hpp"

#include <utility>

#include <fmt/format.h>

namespace berth::client {

PendingCommands::~PendingCommands()
{
    for (const auto& [id, pending] : pending_) {
        loop_.remove(pending.timer);
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

void PendingCommands::keep_for_next_broker(const wire::Frame& command)
{
    pending_.at(command.envelope.id()).for_next_broker = command;
}

void PendingCommands::repeat(const std::function<void(const wire::Frame&)>& send)
{
    if (!std::exchange(has_had_broker_, true)) {
        return;
    }
    for (const auto& [id, pending] : pending_) {
        if (pending.for_next_broker) {
            send(*pending.for_next_broker);
        }
    }
}

void PendingCommands::settle(const bus::v1::Envelope& response, const std::string& payload)
{
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
    pending.on_outcome(outcome);
}

} // namespace berth::client
