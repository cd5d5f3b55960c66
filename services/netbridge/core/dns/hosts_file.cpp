// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/dns/hosts_file.hpp"

#include <algorithm>

#include "services/netbridge/core/dns/wire_name.hpp"

namespace berth::netbridge::dns {
namespace {

constexpr std::size_t kMaxAddressesOfName = 64;
constexpr std::string_view kBlanks = " \t\r";

/// The next word of the line; empty at its end.
std::string_view take_word(std::string_view& line)
{
    line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
    const std::string_view word = line.substr(0, line.find_first_of(kBlanks));
    line.remove_prefix(word.size());
    return word;
}

} // namespace

void KnownNames::add(const std::string& name, const std::string& address)
{
    std::vector<std::string>& addresses = addresses_[name];
    const bool is_new = std::find(addresses.begin(), addresses.end(), address) == addresses.end();
    if (is_new && addresses.size() < kMaxAddressesOfName) {
        addresses.push_back(address);
    }
    reverse_.emplace(reverse_name(address), name);
}

const std::vector<std::string>* KnownNames::addresses_of(const std::string& name) const
{
    const auto found = addresses_.find(name);
    return found == addresses_.end() ? nullptr : &found->second;
}

const std::string* KnownNames::name_behind(const std::string& reverse) const
{
    const auto found = reverse_.find(reverse);
    return found == reverse_.end() ? nullptr : &found->second;
}

KnownNames parse_hosts(std::string_view text, const ReadAddress& read_address)
{
    KnownNames known;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        line = line.substr(0, line.find('#'));
        const auto address = read_address(take_word(line));
        if (!address) {
            continue;
        }
        for (std::string_view word = take_word(line); !word.empty(); word = take_word(line)) {
            if (const auto name = name_from_text(word)) {
                known.add(*name, *address);
            }
        }
    }
    return known;
}

} // namespace berth::netbridge::dns
