// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/port_leases.hpp"

#include <algorithm>

namespace berth::netbridge {

PortLeases::Outcome PortLeases::publish(const PortKey& key, const PortTarget& target, LeaseId lease)
{
    const auto [found, is_new] = entries_.try_emplace(key, Entry{.target = target, .holder = lease});
    if (is_new) {
        return Outcome::listen;
    }
    Entry& entry = found->second;
    // The same target from a new connection is the same program, back before its old connection's end was
    // seen.
    if (entry.holder && entry.target != target) {
        return Outcome::conflict;
    }
    entry = Entry{.target = target, .holder = lease};
    return Outcome::keep;
}

std::map<PortKey, PortLeases::Entry>::iterator PortLeases::held_by(LeaseId lease)
{
    return std::find_if(entries_.begin(), entries_.end(),
                        [&](const auto& entry) { return entry.second.holder == lease; });
}

std::optional<PortKey> PortLeases::withdraw(LeaseId lease)
{
    const auto found = held_by(lease);
    if (found == entries_.end()) {
        return std::nullopt;
    }
    PortKey key = found->first;
    entries_.erase(found);
    return key;
}

void PortLeases::lose(LeaseId lease, Clock::time_point now)
{
    if (const auto found = held_by(lease); found != entries_.end()) {
        found->second.holder.reset();
        found->second.grace_ends = now + kLeaseGrace;
    }
}

std::vector<PortKey> PortLeases::expire(Clock::time_point now)
{
    std::vector<PortKey> expired;
    std::erase_if(entries_, [&](const auto& entry) {
        const bool over = !entry.second.holder && entry.second.grace_ends <= now;
        if (over) {
            expired.push_back(entry.first);
        }
        return over;
    });
    return expired;
}

std::optional<PortTarget> PortLeases::target(const PortKey& key) const
{
    const auto found = entries_.find(key);
    return found == entries_.end() ? std::nullopt : std::optional(found->second.target);
}

std::vector<std::pair<PortKey, PortTarget>> PortLeases::all() const
{
    std::vector<std::pair<PortKey, PortTarget>> ports;
    for (const auto& [key, entry] : entries_) {
        ports.emplace_back(key, entry.target);
    }
    return ports;
}

} // namespace berth::netbridge
