// SPDX-License-Identifier: Apache-2.0
// Flows of a protocol that has no connections: who sends from a new address begins one, and it ends when
// nobody has used it for a while, or when there are too many and it is the one that was used longest ago.
// Pure: time comes in as an argument.
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <map>
#include <optional>
#include <utility>

namespace berth::netbridge {

/// `Flow` is a handle that is cheap to copy.
template <class Key, class Flow>
class FlowTable {
public:
    using Time = std::chrono::steady_clock::time_point;

    explicit FlowTable(std::size_t limit) : limit_(limit) {}

    /// Using it makes it the youngest.
    std::optional<Flow> use(const Key& key, Time now)
    {
        const auto found = flows_.find(key);
        if (found == flows_.end()) {
            return std::nullopt;
        }
        found->second->used = now;
        by_age_.splice(by_age_.end(), by_age_, found->second);
        return found->second->flow;
    }

    /// A new one. The flow that had to make room for it, if one had to.
    std::optional<Flow> add(const Key& key, Flow flow, Time now)
    {
        std::optional<Flow> oldest;
        if (by_age_.size() >= limit_) {
            oldest = by_age_.front().flow;
            remove(by_age_.front().key);
        }
        by_age_.push_back({key, std::move(flow), now});
        flows_[key] = std::prev(by_age_.end());
        return oldest;
    }

    /// When it was used last; std::nullopt: it is not there any more.
    std::optional<Time> last_use(const Key& key) const
    {
        const auto found = flows_.find(key);
        return found == flows_.end() ? std::nullopt : std::optional<Time>(found->second->used);
    }

    void remove(const Key& key)
    {
        if (const auto found = flows_.find(key); found != flows_.end()) {
            by_age_.erase(found->second);
            flows_.erase(found);
        }
    }

    std::size_t size() const { return by_age_.size(); }

    template <class Function>
    void for_each(Function function) const
    {
        for (const Entry& entry : by_age_) {
            function(entry.flow);
        }
    }

private:
    struct Entry {
        Key key;
        Flow flow;
        Time used;
    };
    std::size_t limit_;
    std::list<Entry> by_age_; ///< the youngest at the end
    std::map<Key, typename std::list<Entry>::iterator> flows_;
};

} // namespace berth::netbridge
