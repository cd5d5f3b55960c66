// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/dns/records.hpp"

#include "services/netbridge/core/big_endian.hpp"
#include "services/netbridge/core/dns/protocol.hpp"
#include "services/netbridge/core/dns/wire_name.hpp"

namespace berth::netbridge::dns {
namespace {

constexpr std::size_t kFixedBytes = 10; ///< type, class, TTL, length of the data

std::optional<std::size_t> behind_questions(std::string_view message)
{
    std::size_t at = kHeaderBytes;
    for (unsigned left = get_u16(message, kAtQuestions); left > 0; --left) {
        const auto end = behind_name(message, at);
        if (!end || message.size() - *end < 4) {
            return std::nullopt;
        }
        at = *end + 4;
    }
    return at;
}

} // namespace

std::optional<Record> read_record(std::string_view message, std::size_t at)
{
    const auto fixed = behind_name(message, at);
    if (!fixed || message.size() - *fixed < kFixedBytes) {
        return std::nullopt;
    }
    const std::size_t at_data = *fixed + kFixedBytes;
    const std::size_t length = get_u16(message, at_data - 2);
    if (message.size() - at_data < length) {
        return std::nullopt;
    }
    return Record{.begin = at,
                  .at_ttl = *fixed + 4,
                  .at_data = at_data,
                  .end = at_data + length,
                  .type = get_u16(message, *fixed),
                  .klass = get_u16(message, *fixed + 2),
                  .ttl = get_u32(message, *fixed + 4)};
}

bool for_each_record(std::string_view message, const std::function<bool(Section, const Record&)>& look)
{
    if (message.size() < kHeaderBytes) {
        return false;
    }
    auto at = behind_questions(message);
    const struct {
        Section section;
        std::size_t at_count;
    } sections[] = {{Section::answer, kAtAnswers},
                    {Section::authority, kAtAuthorities},
                    {Section::additional, kAtAdditionals}};
    for (const auto& [section, at_count] : sections) {
        for (unsigned left = get_u16(message, at_count); left > 0 && at; --left) {
            const auto record = read_record(message, *at);
            if (!record) {
                return false;
            }
            if (!look(section, *record)) {
                return true;
            }
            at = record->end;
        }
    }
    return at && *at == message.size();
}

} // namespace berth::netbridge::dns
