// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/dns/answer_cache.hpp"

#include <iterator>

#include "services/netbridge/core/dns/server_answer.hpp"

namespace berth::netbridge::dns {
namespace {

constexpr std::size_t kEntryBytes = 200; ///< the list's and the map's own, about

} // namespace

std::size_t AnswerCache::cost(const Entry& entry)
{
    return entry.answer.size() + 2 * entry.key.size() + kEntryBytes;
}

std::optional<std::string> AnswerCache::find(const Query& query, Time now)
{
    const auto found = places_.find(query.shared_key());
    if (found == places_.end()) {
        return std::nullopt;
    }
    const Place place = found->second;
    if (now >= place->ends) {
        remove(place);
        return std::nullopt;
    }
    by_use_.splice(by_use_.end(), by_use_, place);
    std::string answer = place->answer;
    grow_older(answer, std::chrono::duration_cast<std::chrono::seconds>(now - place->kept));
    return answer;
}

void AnswerCache::keep(const Query& query, std::string_view answer, Time now)
{
    std::string key = query.shared_key();
    const auto lifetime = lifetime_of(answer, query.type);
    if (key.empty() || !lifetime) {
        return;
    }
    Entry entry{.key = std::move(key), .answer = std::string(answer), .kept = now, .ends = now + *lifetime};
    if (cost(entry) > limit_bytes_) {
        return;
    }
    if (const auto before = places_.find(entry.key); before != places_.end()) {
        remove(before->second);
    }
    while (bytes_ + cost(entry) > limit_bytes_) {
        remove(by_use_.begin());
    }
    bytes_ += cost(entry);
    by_use_.push_back(std::move(entry));
    places_[by_use_.back().key] = std::prev(by_use_.end());
}

void AnswerCache::clear()
{
    places_.clear();
    by_use_.clear();
    bytes_ = 0;
}

void AnswerCache::remove(Place place)
{
    bytes_ -= cost(*place);
    places_.erase(place->key);
    by_use_.erase(place);
}

} // namespace berth::netbridge::dns
