// SPDX-License-Identifier: Apache-2.0
// berth service list: the broker's own view of its services.
#include "frontend/cli/session.hpp"
#include "frontend/cli/verbs/print_services.hpp"
#include "frontend/cli/verbs/verbs.hpp"

namespace berth::cli {
namespace {

int run(const Invocation& invocation)
{
    const auto answer = Session::open(invocation.instance)
                            ->get<bus::v1::ListServicesResponse>("broker@host", bus::v1::ListServices{});
    if (invocation.json) {
        print_line(to_json(answer));
    } else if (invocation.arguments.flag("quiet")) {
        print_names(answer.services());
    } else {
        print_services({answer.services().begin(), answer.services().end()});
    }
    return static_cast<int>(ExitCode::success);
}

} // namespace

Verb service_list_verb()
{
    return {.path = "service list",
            .summary = "List berth's services and their states",
            .options = {json_option("the broker's answer"), names_option()},
            .run = run};
}

} // namespace berth::cli
