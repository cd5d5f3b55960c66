// SPDX-License-Identifier: Apache-2.0
// berth k8s status: what the k8s service says at this moment.
#include "frontend/cli/print/report_text.hpp"
#include "frontend/cli/session.hpp"
#include "frontend/cli/verbs/print_services.hpp"
#include "frontend/cli/verbs/verbs.hpp"

namespace berth::cli {
namespace {

int run(const Invocation& invocation)
{
    const auto answer = Session::open(invocation.instance)
                            ->get<k8s::v1::GetClusterResponse>("k8s@host", k8s::v1::GetCluster{});
    if (invocation.json) {
        print_line(to_json(answer));
    } else {
        print_table(cluster_table(answer.cluster()));
    }
    return static_cast<int>(ExitCode::success);
}

} // namespace

Verb k8s_status_verb()
{
    return {.path = "k8s status",
            .summary = "Show the state of the Kubernetes cluster",
            .options = {json_option("the service's answer")},
            .run = run};
}

} // namespace berth::cli
