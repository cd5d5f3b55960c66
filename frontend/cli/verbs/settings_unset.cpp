// SPDX-License-Identifier: Apache-2.0
// berth settings unset KEY: back to the default, also to a later version's.
#include "frontend/cli/broker_process.hpp"
#include "frontend/cli/settings_file.hpp"
#include "frontend/cli/verbs/verbs.hpp"

namespace berth::cli {
namespace {

int run(const Invocation& invocation)
{
    require_root(invocation.instance, "settings unset");
    const std::string key = invocation.arguments.text("KEY");
    change_settings(invocation.instance, key, invocation.json,
                    [&](settings::v1::Settings& written) { settings::reset_value(written, key); });
    return static_cast<int>(ExitCode::success);
}

} // namespace

Verb settings_unset_verb()
{
    return {.path = "settings unset",
            .summary = "Return a setting to its default",
            .options = {json_option("the value that is in force then")},
            .positionals = {{.name = "KEY", .help = "e.g. network.mode", .choices = setting_keys()}},
            .run = run};
}

} // namespace berth::cli
