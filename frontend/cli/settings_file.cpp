// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/settings_file.hpp"

#include "frontend/cli/broker_process.hpp"
#include "frontend/cli/client_links.hpp"
#include "frontend/cli/exit.hpp"
#include "frontend/cli/print/json.hpp"
#include "frontend/cli/print/output.hpp"
#include "settings/settings.hpp"

namespace berth::cli {

namespace {

/// The one setting that the berth command itself obeys.
constexpr const char* kLinkClient = "sockets.link_client";

/// What is wrong in the file ends the verb with the settings' own exit code.
template <class Action>
auto as_settings_exit(const Action& action)
{
    try {
        return action();
    } catch (const base::Error& error) {
        throw Exit(ExitCode::settings, error.what(), error.hint());
    }
}

} // namespace

settings::v1::Settings load_settings(const base::Instance& instance)
{
    return as_settings_exit([&] { return settings::load_written(instance.settings_file()); });
}

std::vector<std::string> setting_keys()
{
    std::vector<std::string> keys;
    for (const settings::KeyInfo& key : settings::list_keys({})) {
        keys.push_back(key.key);
    }
    return keys;
}

std::string command_to_apply(const base::Instance& instance, const std::string& key)
{
    if (key == kLinkClient) {
        return command_text(instance, "up");
    }
    const std::string section = key.substr(0, key.find('.'));
    if (section == "sockets") {
        return command_text(instance, "service restart netbridge");
    }
    if (section == "logs") {
        return command_text(instance, "service restart diagnostics");
    }
    return command_text(instance, "restart"); // the engine and its link are made from them once
}

void change_settings(const base::Instance& instance, const std::string& key, bool json,
                     const std::function<void(settings::v1::Settings&)>& change)
{
    settings::v1::Settings written =
        as_settings_exit([&] { return settings::load_to_change(instance.settings_file()); });
    try {
        change(written);
    } catch (const base::Error& error) {
        throw Exit(ExitCode::usage, error.what(), error.hint());
    }
    as_settings_exit([&] { settings::save(instance.settings_file(), written); });
    const bool unlinks = key == kLinkClient && !wants_client_links(instance, written);
    const std::vector<std::string> client_lines =
        unlinks ? remove_client_links(instance) : std::vector<std::string>{};
    const bool runs = !unlinks && find_broker(instance).has_value();
    const std::string apply = command_to_apply(instance, key);
    const std::string value = settings::get_value(written, key);
    if (json) {
        print_line(JsonObject{}
                       .add_text("key", key)
                       .add_text("value", value)
                       .add_text("apply", runs ? apply : "")
                       .text());
        return;
    }
    print_line(key + " = " + value);
    for (const std::string& line : client_lines) {
        print_line(line);
    }
    if (runs) {
        print_line("takes effect after `" + apply + "`");
    }
}

std::string to_json(const settings::KeyInfo& key)
{
    return JsonObject{}
        .add_text("key", key.key)
        .add_text("type", key.type)
        .add_text("value", key.value)
        .add_text("default", key.default_value)
        .add("written", key.is_written ? "true" : "false")
        .text();
}

} // namespace berth::cli
