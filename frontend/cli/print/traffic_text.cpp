// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/print/traffic_text.hpp"

#include <fmt/format.h>

namespace berth::cli {

Table traffic_table(const netbridge::v1::NetworkTraffic& traffic)
{
    Table table({"TRAFFIC", "OPEN", "SINCE START"});
    table.add({"tcp", fmt::format("{}", traffic.tcp_open()),
               fmt::format("{} connected, {} failed outside, {} bytes", traffic.tcp_connected(),
                           traffic.tcp_failed(), traffic.tcp_bytes())});
    table.add({"udp", fmt::format("{}", traffic.udp_open()),
               fmt::format("{} flows, {} datagrams sent, {} received", traffic.udp_flows(),
                           traffic.udp_sent(), traffic.udp_received())});
    table.add(
        {"ping", "-", fmt::format("{} asked, {} answered", traffic.echo_asked(), traffic.echo_answered())});
    table.add({"dns", "-",
               fmt::format("{} asked: {} known here, {} answered before, {} without an answer",
                           traffic.dns_queries(), traffic.dns_local(), traffic.dns_cached(),
                           traffic.dns_failed())});
    table.add({"not carried", "-",
               fmt::format("{} were told no, {} found no room, {} packets are none that berth carries",
                           traffic.refused(), traffic.crowded_out(), traffic.malformed())});
    return table;
}

} // namespace berth::cli
