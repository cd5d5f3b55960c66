// SPDX-License-Identifier: Apache-2.0
// berth distro list: what the distro service says at this moment.
#include "frontend/cli/print/report_text.hpp"
#include "frontend/cli/session.hpp"
#include "frontend/cli/verbs/print_services.hpp"
#include "frontend/cli/verbs/verbs.hpp"

namespace berth::cli {
namespace {

int run(const Invocation& invocation)
{
    const auto answer = Session::open(invocation.instance)
                            ->get<distro::v1::ListDistrosResponse>("distro@host", distro::v1::ListDistros{});
    if (invocation.json) {
        print_line(to_json(answer));
    } else if (invocation.arguments.flag("quiet")) {
        print_names(answer.distros());
    } else {
        print_table(distro_table({answer.distros().begin(), answer.distros().end()}));
    }
    return static_cast<int>(ExitCode::success);
}

} // namespace

Verb distro_list_verb()
{
    return {.path = "distro list",
            .summary = "List the distros whose files containers can mount",
            .options = {json_option("the service's answer"), names_option()},
            .run = run};
}

} // namespace berth::cli
