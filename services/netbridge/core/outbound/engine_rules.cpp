// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/outbound/engine_rules.hpp"

#include <fmt/format.h>

namespace berth::netbridge {

std::string engine_rules(const std::string& device, const ListenerPorts& listeners)
{
    // "!= syn" below: a SYN of a new connection must not be given to an old one's socket.
    return fmt::format(R"(table inet berth_outbound
delete table inet berth_outbound
table inet berth_outbound {{
    chain untracked {{
        type filter hook prerouting priority raw; policy accept;
        iifname "{device}" notrack
        iifname != "lo" fib daddr oifname "{device}" meta l4proto {{ tcp, udp, icmp, ipv6-icmp }} notrack
    }}
    chain untracked_answers {{
        type filter hook output priority raw; policy accept;
        meta mark {from_us:#x} notrack
    }}
    chain to_us {{
        type filter hook prerouting priority mangle; policy accept;
        iifname "{device}" meta nfproto ipv4 meta l4proto tcp tproxy ip to 127.0.0.1:{v4} meta mark set {to_us:#x} accept
        iifname "{device}" meta nfproto ipv6 meta l4proto tcp tproxy ip6 to [::1]:{v6} meta mark set {to_us:#x} accept
        iifname "{device}" drop
        tcp flags & (syn | ack) == syn return
        meta l4proto {{ tcp, udp }} fib daddr oifname "{device}" socket transparent 1 meta mark set {to_us:#x}
    }}
    chain of_the_engine {{
        type route hook output priority mangle; policy accept;
        oifname != "{device}" return
        tcp flags & (syn | ack) != syn meta mark set {to_us:#x}
    }}
}}
)",
                       fmt::arg("device", device), fmt::arg("v4", listeners.v4), fmt::arg("v6", listeners.v6),
                       fmt::arg("to_us", kToUsMark), fmt::arg("from_us", kFromUsMark));
}

} // namespace berth::netbridge
