// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/dns/query.hpp"

#include "services/netbridge/core/big_endian.hpp"
#include "services/netbridge/core/dns/answer.hpp"
#include "services/netbridge/core/dns/records.hpp"
#include "services/netbridge/core/dns/wire_name.hpp"

namespace berth::netbridge::dns {
namespace {

/// What can be said of the header alone.
Rcode check_header(std::string_view bytes)
{
    const std::uint16_t flags = get_u16(bytes, kAtFlags);
    if ((flags & kOpcodeMask) != 0) {
        return Rcode::not_implemented;
    }
    const bool is_a_question = get_u16(bytes, kAtQuestions) == 1 && get_u16(bytes, kAtAnswers) == 0 &&
                               get_u16(bytes, kAtAuthorities) == 0 && (flags & kTruncated) == 0;
    return is_a_question && bytes.size() <= kMaxQueryBytes ? Rcode::no_error : Rcode::format_error;
}

/// Types that ask for no records of a name (RFC 6895 3.1), and classes that the host's resolver never asks
/// for.
Rcode check_kind(std::uint16_t type, std::uint16_t klass)
{
    switch (type) {
    case 0:
    case kTypeOpt:
    case kTypeTkey:
    case kTypeTsig:
        return Rcode::format_error;
    case kTypeMailb:
    case kTypeMaila:
        return Rcode::not_implemented;
    case kTypeIxfr: // RFC 5936 2.2: not to anybody who asks
    case kTypeAxfr:
        return Rcode::refused;
    default:
        return klass == kClassInternet ? Rcode::no_error : Rcode::refused;
    }
}

bool read_question(Query& query, Rcode& refused)
{
    std::size_t at = kHeaderBytes;
    auto name = read_name(query.bytes, at);
    if (!name || query.bytes.size() - at < 4) {
        return false;
    }
    query.name = std::move(*name);
    query.type = get_u16(query.bytes, at);
    query.question_end = at + 4;
    refused = check_kind(query.type, get_u16(query.bytes, at + 2));
    return true;
}

/// False: malformed, which a second OPT is, too (RFC 6891 6.1.1).
bool read_additionals(Query& query, Rcode& refused)
{
    constexpr std::uint32_t kVersionMask = 0xFF0000;
    bool is_good = true;
    const bool is_whole = for_each_record(query.bytes, [&](Section, const Record& record) {
        if (record.type != kTypeOpt) {
            query.has_other_records = true;
            return true;
        }
        is_good = !query.edns && query.bytes[record.begin] == '\0';
        query.edns = Edns{.udp_size = record.klass,
                          .dnssec_ok = (record.ttl & kDnssecOk) != 0,
                          .has_options = record.end > record.at_data};
        if (refused == Rcode::no_error && (record.ttl & kVersionMask) != 0) {
            refused = Rcode::bad_version;
        }
        return is_good;
    });
    return is_whole && is_good;
}

} // namespace

std::uint16_t Query::flags() const
{
    return get_u16(bytes, kAtFlags);
}

std::string_view Query::question() const
{
    return std::string_view(bytes).substr(kHeaderBytes, question_end - kHeaderBytes);
}

std::string Query::shared_key() const
{
    const bool is_own = has_other_records || (edns && edns->has_options);
    if (is_own || (flags() & kRecursionDesired) == 0) {
        return "";
    }
    // AD and EDNS, too: a client that did not say either must not get what was for one that did.
    std::string key = name;
    append_u16(key, type);
    append_u16(key, flags() & (kCheckingDisabled | kAuthenticData));
    key += edns ? (edns->dnssec_ok ? 'D' : 'E') : '-';
    return key;
}

ReceivedQuery read_query(std::string bytes)
{
    if (bytes.size() < kHeaderBytes || (get_u16(bytes, kAtFlags) & kIsResponse) != 0) {
        return {};
    }
    if (const Rcode rcode = check_header(bytes); rcode != Rcode::no_error) {
        return {.query = {}, .refusal = header_only_answer(bytes, rcode)};
    }
    Query query{.bytes = std::move(bytes), .name = {}, .type = 0, .question_end = 0, .edns = {}};
    Rcode refused = Rcode::no_error;
    if (!read_question(query, refused) || !read_additionals(query, refused)) {
        return {.query = {}, .refusal = header_only_answer(query.bytes, Rcode::format_error)};
    }
    if (refused != Rcode::no_error) {
        return {.query = {}, .refusal = failure_answer(query, refused)};
    }
    return {.query = std::move(query), .refusal = {}};
}

} // namespace berth::netbridge::dns
