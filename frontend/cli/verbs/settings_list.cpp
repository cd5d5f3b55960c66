// SPDX-License-Identifier: Apache-2.0
// berth settings list: every key with the value in force; works without a broker.
#include "frontend/cli/settings_file.hpp"
#include "frontend/cli/verbs/print_services.hpp"
#include "frontend/cli/verbs/verbs.hpp"

namespace berth::cli {
namespace {

int run(const Invocation& invocation)
{
    Table table({"KEY", "VALUE", "TYPE", "DEFAULT", "SET"});
    std::vector<std::string> objects;
    for (const settings::KeyInfo& key : settings::list_keys(load_settings(invocation.instance))) {
        table.add({key.key, key.value.empty() ? "-" : key.value, key.type,
                   key.default_value.empty() ? "-" : key.default_value, key.is_written ? "yes" : "no"});
        objects.push_back(to_json(key));
    }
    if (invocation.json) {
        print_line(json_array(objects));
    } else {
        print_table(table);
    }
    return static_cast<int>(service::ExitCode::success);
}

} // namespace

Verb settings_list_verb()
{
    return {.path = "settings list",
            .summary = "List every setting with its value and default",
            .options = {json_option("an array")},
            .run = run};
}

} // namespace berth::cli
