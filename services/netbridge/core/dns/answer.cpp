// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/dns/answer.hpp"

#include <algorithm>

#include "services/netbridge/core/big_endian.hpp"
#include "services/netbridge/core/dns/records.hpp"

namespace berth::netbridge::dns {
namespace {

/// Short: the files and the addresses that they come from may change at any time.
constexpr std::uint32_t kOwnTtlSeconds = 5;
constexpr std::uint16_t kQuestionName = 0xC000 | kHeaderBytes; ///< a pointer to it
constexpr std::size_t kOptBytes = 11;

std::size_t udp_limit(const Query& query)
{
    return query.edns ? std::clamp<std::size_t>(query.edns->udp_size, kPlainUdpBytes, kMaxUdpBytes)
                      : kPlainUdpBytes;
}

void append_opt(std::string& answer, const Edns& edns, Rcode rcode)
{
    answer += '\0';
    append_u16(answer, kTypeOpt);
    append_u16(answer, kMaxUdpBytes);
    append_u32(answer, static_cast<std::uint32_t>(rcode) >> 4U << 24U | (edns.dnssec_ok ? kDnssecOk : 0));
    append_u16(answer, 0);
    put_u16(answer, kAtAdditionals, static_cast<std::uint16_t>(get_u16(answer, kAtAdditionals) + 1));
}

std::uint16_t answer_flags(std::string_view query, Rcode rcode)
{
    const std::uint16_t kept =
        get_u16(query, kAtFlags) & (kOpcodeMask | kRecursionDesired | kCheckingDisabled);
    return static_cast<std::uint16_t>(kept | kIsResponse | kRecursionAvailable |
                                      (static_cast<unsigned>(rcode) & kRcodeMask));
}

/// Header and question, without records.
std::string begun_answer(const Query& query, Rcode rcode)
{
    std::string answer = query.bytes.substr(0, query.question_end);
    put_u16(answer, kAtFlags, answer_flags(query.bytes, rcode));
    put_u16(answer, kAtAdditionals, 0);
    return answer;
}

} // namespace

std::string own_answer(const Query& query, const OwnAnswer& own)
{
    std::string answer = begun_answer(query, own.rcode);
    put_u16(answer, kAtFlags, get_u16(answer, kAtFlags) | kAuthoritative);
    put_u16(answer, kAtAnswers, static_cast<std::uint16_t>(own.records.size()));
    for (const OwnRecord& record : own.records) {
        append_u16(answer, kQuestionName);
        append_u16(answer, record.type);
        append_u16(answer, kClassInternet);
        append_u32(answer, kOwnTtlSeconds);
        append_u16(answer, static_cast<std::uint16_t>(record.data.size()));
        answer += record.data;
    }
    if (query.edns) {
        append_opt(answer, *query.edns, own.rcode);
    }
    return answer;
}

std::string failure_answer(const Query& query, Rcode rcode)
{
    std::string answer = begun_answer(query, rcode);
    if (query.edns) {
        append_opt(answer, *query.edns, rcode);
    }
    return answer;
}

std::string header_only_answer(std::string_view bytes, Rcode rcode)
{
    std::string answer(bytes.substr(0, kHeaderBytes));
    put_u16(answer, kAtFlags, answer_flags(bytes, rcode));
    std::fill(answer.begin() + kAtQuestions, answer.end(), '\0');
    return answer;
}

std::string as_answer_to(const Query& query, std::string answer)
{
    if (get_u16(answer, kAtQuestions) == 0) {
        return failure_answer(query, static_cast<Rcode>(get_u16(answer, kAtFlags) & kRcodeMask));
    }
    answer.replace(0, 2, query.bytes, 0, 2);
    answer.replace(kHeaderBytes, query.question().size(), query.question());
    return answer;
}

bool fits_udp(const Query& query, std::string_view answer)
{
    return answer.size() <= udp_limit(query);
}

std::string shortened_for_udp(const Query& query, std::string answer)
{
    const std::size_t room = udp_limit(query) - (query.edns ? kOptBytes : 0);
    std::size_t end = query.question_end; // of what stays
    std::uint16_t kept[] = {0, 0};        // answers, authorities
    bool is_cut = false;
    for_each_record(answer, [&](Section section, const Record& record) {
        if (section == Section::additional) {
            return false;
        }
        is_cut = record.end > room;
        if (!is_cut) {
            end = record.end;
            ++kept[section == Section::authority ? 1 : 0];
        }
        return !is_cut;
    });
    answer.resize(end);
    put_u16(answer, kAtAnswers, kept[0]);
    put_u16(answer, kAtAuthorities, kept[1]);
    put_u16(answer, kAtAdditionals, 0);
    if (is_cut) {
        put_u16(answer, kAtFlags, get_u16(answer, kAtFlags) | kTruncated);
    }
    if (query.edns) {
        append_opt(answer, *query.edns, Rcode::no_error);
    }
    return answer;
}

} // namespace berth::netbridge::dns
