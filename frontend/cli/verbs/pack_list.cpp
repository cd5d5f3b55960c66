// SPDX-License-Identifier: Apache-2.0
// berth pack list: what the updater has installed.
#include "frontend/cli/print/report_text.hpp"
#include "frontend/cli/session.hpp"
#include "frontend/cli/verbs/print_services.hpp"
#include "frontend/cli/verbs/verbs.hpp"

namespace berth::cli {
namespace {

int run(const Invocation& invocation)
{
    const auto answer = Session::open(invocation.instance)
                            ->get<updater::v1::ListImagesResponse>("updater@host", updater::v1::ListImages{});
    if (invocation.json) {
        print_line(to_json(answer));
    } else {
        print_table(image_table({answer.images().begin(), answer.images().end()},
                                google::protobuf::util::TimeUtil::GetCurrentTime()));
    }
    return static_cast<int>(ExitCode::success);
}

} // namespace

Verb pack_list_verb()
{
    return {.path = "pack list",
            .summary = "List the installed images and engine packs",
            .options = {json_option("the service's answer")},
            .run = run};
}

} // namespace berth::cli
