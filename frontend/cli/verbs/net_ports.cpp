// SPDX-License-Identifier: Apache-2.0
// berth net ports: what containers publish on the host.
#include "frontend/cli/print/report_text.hpp"
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
        print_line(JsonObject{}.add("ports", json_array_of(answer.ports())).text());
    } else {
        print_table(port_table(answer));
    }
    return static_cast<int>(ExitCode::success);
}

} // namespace

Verb net_ports_verb()
{
    return {.path = "net ports",
            .summary = "List the published ports",
            .options = {json_option("the ports")},
            .run = run};
}

} // namespace berth::cli
