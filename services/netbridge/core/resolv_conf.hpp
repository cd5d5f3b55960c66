// SPDX-License-Identifier: Apache-2.0
// Which DNS servers of the host the engine can use.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace berth::netbridge {

struct ResolvConf {
    std::vector<std::string> servers; ///< numeric, IPv4 or IPv6
    std::vector<std::string> search;
    std::chrono::seconds timeout{
        5};                ///< of a server, before the next one is asked; 1 to 30, as glibc bounds it
    unsigned attempts = 2; ///< rounds over all servers, 1 to 5
};

/// resolv.conf(5). A line that is not understood is skipped.
ResolvConf parse_resolv_conf(std::string_view text);

/// 127.0.0.0/8 is the engine itself in the engine's network namespace, and the link carries IPv4 only.
bool is_usable_from_engine(std::string_view server);

/// The servers of `resolv_conf` that the engine can use, or else those of `upstream`: what a stub such as
/// systemd-resolved forwards to (/run/systemd/resolve/resolv.conf). Search domains are those of the first.
ResolvConf engine_resolv_conf(std::string_view resolv_conf, std::string_view upstream);

/// As a resolv.conf; empty without a server.
std::string to_text(const ResolvConf& conf);

} // namespace berth::netbridge
