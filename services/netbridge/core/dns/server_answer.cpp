// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/dns/server_answer.hpp"

#include <algorithm>

#include "services/netbridge/core/big_endian.hpp"
#include "services/netbridge/core/dns/records.hpp"
#include "services/netbridge/core/dns/wire_name.hpp"

namespace berth::netbridge::dns {
namespace {

/// However long a server says that it holds: what a host resolves changes with its networks, of which servers
/// know nothing. A "no" is what a user waits to change (RFC 2308 5 wishes for a bound, too).
constexpr std::uint32_t kLongestSeconds = 3600;
constexpr std::uint32_t kLongestNoSeconds = 60;

/// RFC 2181 8: a TTL with the highest bit is none.
std::uint32_t ttl_of(const Record& record)
{
    return (record.ttl & 0x80000000U) != 0 ? 0 : record.ttl;
}

/// The last field of an SOA record; data that has no room for it says no time.
std::uint32_t soa_minimum(std::string_view answer, const Record& soa)
{
    constexpr std::size_t kMinimumBytes = 4;
    return soa.end - soa.at_data < kMinimumBytes ? 0 : get_u32(answer, soa.end - kMinimumBytes);
}

bool says_why_it_has_no_question(std::string_view answer)
{
    const Rcode rcode = rcode_of(answer);
    return get_u16(answer, kAtQuestions) == 0 && rcode != Rcode::no_error && rcode != Rcode::name_error;
}

} // namespace

Rcode rcode_of(std::string_view answer)
{
    return static_cast<Rcode>(get_u16(answer, kAtFlags) & kRcodeMask);
}

bool is_truncated(std::string_view answer)
{
    return (get_u16(answer, kAtFlags) & kTruncated) != 0;
}

bool is_answer_to(const Query& sent, std::string_view answer)
{
    const auto all = [](Section, const Record&) { return true; };
    if (answer.size() < kHeaderBytes || get_u16(answer, 0) != get_u16(sent.bytes, 0) ||
        (get_u16(answer, kAtFlags) & (kIsResponse | kOpcodeMask)) != kIsResponse) {
        return false;
    }
    if (says_why_it_has_no_question(answer)) {
        return true;
    }
    const std::string_view question = answer.substr(kHeaderBytes, sent.question().size());
    // What a truncated answer has lost need not be a whole record.
    return get_u16(answer, kAtQuestions) == 1 && lower_cased(question) == lower_cased(sent.question()) &&
           (for_each_record(answer, all) || is_truncated(answer));
}

bool is_final(std::string_view answer)
{
    switch (rcode_of(answer)) {
    case Rcode::server_failure:
    case Rcode::not_implemented:
    case Rcode::refused:
        return false;
    case Rcode::no_error:
        break;
    default:
        return true;
    }
    // A server that neither knows nor asks others.
    const bool is_lame = get_u16(answer, kAtAnswers) == 0 && get_u16(answer, kAtAdditionals) == 0 &&
                         (get_u16(answer, kAtFlags) & (kAuthoritative | kRecursionAvailable)) == 0;
    return !is_lame || is_truncated(answer);
}

std::optional<std::chrono::seconds> lifetime_of(std::string_view answer, std::uint16_t asked_type)
{
    const Rcode rcode = rcode_of(answer);
    if (is_truncated(answer) || (rcode != Rcode::no_error && rcode != Rcode::name_error)) {
        return std::nullopt;
    }
    std::uint32_t smallest = kLongestSeconds;
    bool has_what_was_asked = false;
    std::optional<std::uint32_t> negative;
    for_each_record(answer, [&](Section section, const Record& record) {
        if (record.type == kTypeOpt) {
            return true;
        }
        smallest = std::min(smallest, ttl_of(record));
        has_what_was_asked |=
            section == Section::answer && (record.type == asked_type || asked_type == kTypeAny);
        if (section == Section::authority && record.type == kTypeSoa) {
            negative = soa_minimum(answer, record);
        }
        return true;
    });
    const bool is_positive = rcode == Rcode::no_error && has_what_was_asked;
    if (!is_positive) {
        smallest = std::min({smallest, negative.value_or(0), kLongestNoSeconds});
    }
    return smallest == 0 ? std::nullopt : std::optional(std::chrono::seconds(smallest));
}

void grow_older(std::string& answer, std::chrono::seconds by)
{
    const auto past = static_cast<std::uint32_t>(std::clamp<std::int64_t>(by.count(), 0, UINT32_MAX));
    for_each_record(answer, [&](Section, const Record& record) {
        if (record.type != kTypeOpt) {
            put_u32(answer, record.at_ttl, ttl_of(record) - std::min(ttl_of(record), past));
        }
        return true;
    });
}

} // namespace berth::netbridge::dns
