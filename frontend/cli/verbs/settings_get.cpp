// SPDX-License-Identifier: Apache-2.0
// berth settings get KEY: the value in force and nothing else, for scripts.
#include "frontend/cli/exit.hpp"
#include "frontend/cli/print/json.hpp"
#include "frontend/cli/print/output.hpp"
#include "frontend/cli/settings_file.hpp"
#include "frontend/cli/verbs/verbs.hpp"

namespace berth::cli {
namespace {

int run(const Invocation& invocation)
{
    const settings::v1::Settings written = load_settings(invocation.instance);
    const std::string wanted = invocation.arguments.text("KEY");
    for (const settings::KeyInfo& key : settings::list_keys(written)) {
        if (key.key == wanted) {
            print_line(invocation.json ? to_json(key) : key.value);
            return static_cast<int>(ExitCode::success);
        }
    }
    throw Exit(ExitCode::usage, "'" + wanted + "' is not a setting", "`berth settings list` shows them");
}

} // namespace

Verb settings_get_verb()
{
    return {.path = "settings get",
            .summary = "Print a setting's value",
            .options = {json_option("the setting")},
            .positionals = {{.name = "KEY", .help = "e.g. network.mode", .choices = setting_keys()}},
            .run = run};
}

} // namespace berth::cli
