// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/client_rules.hpp"

#include <fmt/format.h>

namespace berth::netbridge {

std::string client_nft_rules()
{
    // Priority -160 is before mangle (-150), where others would look at marks, and behind conntrack (-200).
    return fmt::format(R"(add table inet berth_ports
delete table inet berth_ports
table inet berth_ports {{
    chain out {{
        type filter hook output priority -160; policy accept;
        meta mark {socket:#x} ct mark set {mark:#x} meta mark set 0
    }}
    chain back {{
        type filter hook prerouting priority -160; policy accept;
        ct mark {mark:#x} ct direction reply meta mark set {mark:#x}
    }}
    chain in {{
        type filter hook input priority -160; policy accept;
        meta mark {mark:#x} meta mark set 0
    }}
}}
)",
                       fmt::arg("socket", kClientSocketMark), fmt::arg("mark", kClientMark));
}

} // namespace berth::netbridge
