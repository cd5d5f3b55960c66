// SPDX-License-Identifier: Apache-2.0
// Answers of the host's DNS servers, for as long as they say that they hold. Pure: time comes in as an
// argument. Bounded by bytes; what nobody has asked for longest makes room.
#pragma once

#include <chrono>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "services/netbridge/core/dns/query.hpp"

namespace berth::netbridge::dns {

class AnswerCache {
public:
    using Time = std::chrono::steady_clock::time_point;

    explicit AnswerCache(std::size_t limit_bytes) : limit_bytes_(limit_bytes) {}

    /// With TTLs as they are by now. It has the id and the letters of whoever asked first.
    std::optional<std::string> find(const Query& query, Time now);

    /// Keeps what may be kept (lifetime_of(), Query::shared_key()).
    void keep(const Query& query, std::string_view answer, Time now);

    void clear();
    std::size_t bytes() const { return bytes_; }

private:
    struct Entry {
        std::string key;
        std::string answer;
        Time kept;
        Time ends;
    };
    using Place = std::list<Entry>::iterator;

    static std::size_t cost(const Entry& entry);
    void remove(Place place);

    std::size_t limit_bytes_;
    std::size_t bytes_ = 0;
    std::list<Entry> by_use_; ///< what was used last at the end
    std::unordered_map<std::string, Place> places_;
};

} // namespace berth::netbridge::dns
