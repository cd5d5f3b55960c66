// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/dns/local_zone.hpp"

#include "services/netbridge/core/dns/wire_name.hpp"

namespace berth::netbridge::dns {
namespace {

using namespace std::string_literals;

const std::string kEngineZone = "\6docker\10internal\0"s;
const std::string kLocalhost = "\11localhost\0"s;
const std::string kIpv4Loopback = "\x7F\0\0\1"s;
const std::string kIpv6Loopback = std::string(15, '\0') + '\1';

OwnAnswer addresses_as(std::uint16_t type, const std::vector<std::string>& addresses)
{
    OwnAnswer answer;
    for (const std::string& address : addresses) {
        const std::uint16_t own = address.size() == 4 ? kTypeA : kTypeAaaa;
        if (type == own || type == kTypeAny) {
            answer.records.push_back({.type = own, .data = address});
        }
    }
    return answer;
}

bool asks_for_addresses(const Query& query)
{
    return query.type == kTypeA || query.type == kTypeAaaa || query.type == kTypeAny;
}

} // namespace

LocalZone::LocalZone(const std::vector<EngineName>& names)
{
    for (const EngineName& entry : names) {
        const auto name = name_from_text(entry.name);
        for (const std::string& address : entry.addresses) {
            if (name && is_at_or_below(*name, kEngineZone)) {
                engine_.add(*name, address);
            }
        }
    }
    loopback_.add(kLocalhost, kIpv4Loopback);
    loopback_.add(kLocalhost, kIpv6Loopback);
}

std::optional<OwnAnswer> LocalZone::look_up(const Query& query) const
{
    if (is_at_or_below(query.name, kEngineZone)) {
        const auto* addresses = engine_.addresses_of(query.name);
        if (addresses != nullptr) {
            return addresses_as(query.type, *addresses);
        }
        // The zone itself exists, as the parent of names that do (RFC 8020).
        return OwnAnswer{.rcode = query.name == kEngineZone ? Rcode::no_error : Rcode::name_error,
                         .records = {}};
    }
    if (is_at_or_below(query.name, kLocalhost)) {
        return addresses_as(query.type, *loopback_.addresses_of(kLocalhost));
    }
    const auto* addresses = asks_for_addresses(query) ? hosts_.addresses_of(query.name) : nullptr;
    return addresses != nullptr ? addresses_as(query.type, *addresses) : look_up_address(query);
}

/// Who has an address.
std::optional<OwnAnswer> LocalZone::look_up_address(const Query& query) const
{
    if (query.type != kTypePtr && query.type != kTypeAny) {
        return std::nullopt;
    }
    for (const KnownNames* known : {&engine_, &hosts_, &loopback_}) {
        if (const std::string* name = known->name_behind(query.name)) {
            return OwnAnswer{.rcode = Rcode::no_error, .records = {{.type = kTypePtr, .data = *name}}};
        }
    }
    return std::nullopt;
}

} // namespace berth::netbridge::dns
