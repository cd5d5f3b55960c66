// SPDX-License-Identifier: Apache-2.0
// berth net status: the engine's network as netbridge probes it at this moment.
#include "frontend/cli/print/report_text.hpp"
#include "frontend/cli/print/traffic_text.hpp"
#include "frontend/cli/session.hpp"
#include "frontend/cli/verbs/print_services.hpp"
#include "frontend/cli/verbs/verbs.hpp"

namespace berth::cli {
namespace {

int run(const Invocation& invocation)
{
    const auto answer =
        Session::open(invocation.instance)
            ->get<netbridge::v1::GetNetworkResponse>("netbridge@host", netbridge::v1::GetNetwork{});
    if (invocation.json) {
        print_line(to_json(answer));
    } else {
        print_table(network_table(answer));
        if (answer.has_traffic()) {
            print_line("");
            print_table(traffic_table(answer.traffic()));
        }
    }
    return static_cast<int>(ExitCode::success);
}

} // namespace

Verb net_status_verb()
{
    return {.path = "net status",
            .summary = "Show the link to the engine, the docker sockets and the traffic",
            .options = {json_option("the service's answer")},
            .run = run};
}

} // namespace berth::cli
