// SPDX-License-Identifier: Apache-2.0
// What an instance's network things are called, and the rules as text.
#pragma once

#include <string>

#include "services/netbridge/core/ipv4.hpp"

namespace berth::netbridge {

struct LinkNames {
    std::string host_interface; ///< at most 15 bytes (IFNAMSIZ), of this instance alone
    std::string engine_interface;
    std::string nft_table; ///< of family inet, in the host's network namespace
};

/// From the instance's name; the default instance's is empty. An instance name too long for an interface is
/// cut and a hash of the whole is put behind it.
LinkNames link_names(const std::string& instance);

/// A script for nft that makes the table anew, whatever was there: atomically, as one transaction.
std::string nft_rules(const LinkNames& names, const LinkAddresses& addresses);

/// A script for nft that removes the table; good also when there is none.
std::string nft_removal(const LinkNames& names);

} // namespace berth::netbridge
