// SPDX-License-Identifier: Apache-2.0
#include "sample_messages.hpp"

#include "base/error.hpp"
#include "services/netbridge/core/big_endian.hpp"
#include "services/netbridge/core/dns/records.hpp"
#include "services/netbridge/core/dns/server_answer.hpp"
#include "services/netbridge/core/dns/wire_name.hpp"

namespace berth::netbridge::dns::test {

std::string wire(const std::string& name)
{
    std::string result;
    std::size_t at = 0;
    while (at < name.size()) {
        const std::size_t end = std::min(name.find('.', at), name.size());
        result += static_cast<char>(end - at);
        result += name.substr(at, end - at);
        at = end + 1;
    }
    return result + '\0';
}

std::string bytes_of(const SampleRecord& record)
{
    std::string bytes = wire(record.name);
    append_u16(bytes, record.type);
    append_u16(bytes, kClassInternet);
    append_u32(bytes, record.ttl);
    append_u16(bytes, static_cast<std::uint16_t>(record.data.size()));
    return bytes + record.data;
}

std::string opt(std::uint16_t udp_size, std::uint32_t ttl, const std::string& options)
{
    std::string bytes(1, '\0');
    append_u16(bytes, kTypeOpt);
    append_u16(bytes, udp_size);
    append_u32(bytes, ttl);
    append_u16(bytes, static_cast<std::uint16_t>(options.size()));
    return bytes + options;
}

std::string bytes_of(const SampleQuery& query)
{
    std::string bytes;
    append_u16(bytes, query.id);
    append_u16(bytes, query.flags);
    append_u16(bytes, 1);
    append_u16(bytes, 0);
    append_u16(bytes, 0);
    append_u16(bytes, query.additional.empty() ? 0 : 1);
    bytes += wire(query.name);
    append_u16(bytes, query.type);
    append_u16(bytes, query.klass);
    return bytes + query.additional;
}

Query read(const SampleQuery& query)
{
    ReceivedQuery received = read_query(bytes_of(query));
    base::expects(received.query.has_value(), "the sample is a query");
    return *received.query;
}

std::string answer_to(std::string_view query, const SampleAnswer& answer)
{
    std::size_t end = *behind_name(query, kHeaderBytes) + 4;
    std::string bytes(query.substr(0, end));
    put_u16(bytes, kAtFlags,
            static_cast<std::uint16_t>(kIsResponse | answer.flags | static_cast<unsigned>(answer.rcode) |
                                       (get_u16(query, kAtFlags) & kRecursionDesired)));
    put_u16(bytes, kAtAnswers, static_cast<std::uint16_t>(answer.answers.size()));
    put_u16(bytes, kAtAuthorities, static_cast<std::uint16_t>(answer.authorities.size()));
    put_u16(bytes, kAtAdditionals, static_cast<std::uint16_t>(answer.additionals.size()));
    for (const auto* section : {&answer.answers, &answer.authorities, &answer.additionals}) {
        for (const SampleRecord& record : *section) {
            bytes += bytes_of(record);
        }
    }
    return bytes;
}

SeenAnswer see(std::string_view answer)
{
    base::expects(answer.size() >= kHeaderBytes, "an answer has a header");
    SeenAnswer seen{.id = get_u16(answer, 0), .flags = get_u16(answer, kAtFlags), .rcode = rcode_of(answer)};
    if (get_u16(answer, kAtQuestions) == 1) {
        const auto end = behind_name(answer, kHeaderBytes);
        base::expects(end.has_value(), "a question has a name");
        seen.question = answer.substr(kHeaderBytes, *end + 4 - kHeaderBytes);
    }
    const bool is_whole = for_each_record(answer, [&](Section section, const Record& record) {
        auto& records = section == Section::answer      ? seen.answers
                        : section == Section::authority ? seen.authorities
                                                        : seen.additionals;
        records.push_back({record.type, record.ttl,
                           std::string(answer.substr(record.at_data, record.end - record.at_data))});
        return true;
    });
    if (!is_whole) {
        throw base::Error("an answer is not whole");
    }
    return seen;
}

SampleRecord soa(const std::string& zone, std::uint32_t ttl, std::uint32_t minimum)
{
    std::string data = wire("ns." + zone) + wire("admin." + zone);
    for (const std::uint32_t number : {1U, 7200U, 900U, 1209600U, minimum}) {
        append_u32(data, number);
    }
    return {.name = zone, .type = kTypeSoa, .ttl = ttl, .data = data};
}

} // namespace berth::netbridge::dns::test
