// SPDX-License-Identifier: Apache-2.0
// hosts(5): the names that a host's administrator knows better than DNS.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace berth::netbridge::dns {

/// 4 or 16 bytes in network order; std::nullopt: no address, or one of a link (with a scope).
using ReadAddress = std::function<std::optional<std::string>(std::string_view)>;

/// Where each name leads, and who has each address. Names in wire form (wire_name.hpp).
class KnownNames {
public:
    /// An address more of a name. Beyond a bound they are left out: an answer has to hold them all. The first
    /// name of an address is the one that it is shown with.
    void add(const std::string& name, const std::string& address);

    /// nullptr: not known.
    const std::vector<std::string>* addresses_of(const std::string& name) const;
    /// By the name of its PTR record (reverse_name()).
    const std::string* name_behind(const std::string& reverse) const;

private:
    std::unordered_map<std::string, std::vector<std::string>> addresses_;
    std::unordered_map<std::string, std::string> reverse_;
};

/// A line, or a word of one, that is not understood is skipped.
KnownNames parse_hosts(std::string_view text, const ReadAddress& read_address);

} // namespace berth::netbridge::dns
