// SPDX-License-Identifier: Apache-2.0
// berth version: of this program; works without a broker.
#include <fmt/format.h>

#include "frontend/cli/exit.hpp"
#include "frontend/cli/print/json.hpp"
#include "frontend/cli/print/output.hpp"
#include "frontend/cli/verbs/verbs.hpp"
#include "wire/limits.hpp"

namespace berth::cli {
namespace {

int run(const Invocation& invocation)
{
    const std::string protocol = fmt::format("{}.{}", wire::kProtocolMajor, wire::kProtocolMinor);
    if (invocation.json) {
        print_line(JsonObject{}.add_text("version", BERTH_VERSION).add_text("bus_protocol", protocol).text());
    } else {
        print_line(fmt::format("berth {} (bus protocol {})", BERTH_VERSION, protocol));
    }
    return static_cast<int>(ExitCode::success);
}

} // namespace

Verb version_verb()
{
    return {.path = "version",
            .summary = "Print the version of this program",
            .options = {json_option("it")},
            .run = run};
}

} // namespace berth::cli
