// SPDX-License-Identifier: Apache-2.0
// The last value of every state topic, for subscribers that come late. Bounded: beyond wire::kMaxStates new
// topics are not kept (they are still passed on). Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "wire/frame.hpp"

namespace berth::broker {

class LastValues {
public:
    /// Events that are not state are ignored; a state with an empty payload takes its topic away.
    void remember(const wire::Frame& event)
    {
        if (!event.envelope.state()) {
            return;
        }
        if (event.payload.empty()) {
            states_.erase(event.topic);
        } else if (states_.count(event.topic) != 0 || states_.size() < wire::kMaxStates) {
            states_[event.topic] = event;
        }
    }

    /// Calls for every state whose topic starts with the prefix, in topic order.
    template <class Function>
    void for_each(std::string_view prefix, Function function) const
    {
        for (auto it = states_.lower_bound(std::string(prefix)); it != states_.end(); ++it) {
            if (it->first.compare(0, prefix.size(), prefix) != 0) {
                break;
            }
            function(it->second);
        }
    }

    std::size_t size() const { return states_.size(); }

private:
    std::map<std::string, wire::Frame> states_;
};

} // namespace berth::broker
