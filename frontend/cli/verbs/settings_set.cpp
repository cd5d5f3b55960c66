// SPDX-License-Identifier: Apache-2.0
// berth settings set KEY VALUE: checked before it is written.
#include "frontend/cli/broker_process.hpp"
#include "frontend/cli/settings_file.hpp"
#include "frontend/cli/verbs/verbs.hpp"

namespace berth::cli {
namespace {

int run(const Invocation& invocation)
{
    require_root(invocation.instance, "settings set");
    const std::string key = invocation.arguments.text("KEY");
    change_settings(invocation.instance, key, invocation.json, [&](settings::v1::Settings& written) {
        settings::set_value(written, key, invocation.arguments.text("VALUE"));
    });
    return static_cast<int>(ExitCode::success);
}

} // namespace

Verb settings_set_verb()
{
    return {.path = "settings set",
            .summary = "Change a setting",
            .options = {json_option("the new value")},
            .positionals = {{.name = "KEY", .help = "e.g. network.mode", .choices = setting_keys()},
                            {.name = "VALUE", .help = "a number, a text, or true or false"}},
            .run = run};
}

} // namespace berth::cli
