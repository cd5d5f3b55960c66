// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/link_names.hpp"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

namespace berth::netbridge {
namespace {

constexpr std::size_t kInterfaceNameLimit = 15;

/// FNV-1a: stable over builds, which std::hash need not be.
std::uint32_t stable_hash(const std::string& text)
{
    std::uint32_t hash = 2166136261U;
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    }
    return hash;
}

std::string interface_name(const std::string& instance)
{
    if (instance.empty()) {
        return "berth0";
    }
    const std::string whole = "berth-" + instance;
    return whole.size() <= kInterfaceNameLimit
               ? whole
               : fmt::format("b-{:.4}-{:08x}", instance, stable_hash(instance));
}

} // namespace

LinkNames link_names(const std::string& instance)
{
    std::string table = "berth_" + (instance.empty() ? "default" : instance);
    std::replace(table.begin(), table.end(), '-', '_'); // two instances cannot clash: see the hash
    if (instance.find('-') != std::string::npos || instance == "default") {
        table += fmt::format("_{:08x}", stable_hash(instance));
    }
    return {.host_interface = interface_name(instance), .engine_interface = "eth0", .nft_table = table};
}

std::string nft_removal(const LinkNames& names)
{
    return fmt::format("add table inet {0}\ndelete table inet {0}\n", names.nft_table);
}

std::string nft_rules(const LinkNames& names, const LinkAddresses& addresses)
{
    // Nothing comes in uninvited: a neighbour of this machine that routes to the engine's address is not
    // answered. The machine itself is not forwarded, so it is not concerned.
    return nft_removal(names) + fmt::format(R"(table inet {table} {{
    chain postrouting {{
        type nat hook postrouting priority srcnat; policy accept;
        ip saddr {subnet} oifname != "{link}" masquerade
    }}
    chain forward {{
        type filter hook forward priority filter; policy accept;
        iifname "{link}" accept
        oifname "{link}" ct state established,related accept
        oifname "{link}" drop
    }}
}}
)",
                                            fmt::arg("table", names.nft_table),
                                            fmt::arg("subnet", addresses.subnet.to_text()),
                                            fmt::arg("link", names.host_interface));
}

} // namespace berth::netbridge
