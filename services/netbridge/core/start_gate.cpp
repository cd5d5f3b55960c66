// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/start_gate.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace berth::netbridge {
namespace {

using nlohmann::json;

constexpr std::string_view kDistros = "/distros/";

/// "X" for each "/distros/X/…" within the text, whatever quotes or punctuation stand around it.
std::set<std::string> distros_named_in(std::string_view text)
{
    constexpr std::string_view kNameCharacters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    std::set<std::string> names;
    for (std::size_t at = text.find(kDistros); at != std::string_view::npos;
         at = text.find(kDistros, at + 1)) {
        const std::size_t begin = at + kDistros.size();
        const std::size_t end = std::min(text.find_first_not_of(kNameCharacters, begin), text.size());
        if (end > begin) {
            names.emplace(text.substr(begin, end - begin));
        }
    }
    return names;
}

std::string text_at(const json& object, const char* key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

json object_at(const json& object, const char* key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_object() ? *found : json::object();
}

std::string restart_policy(const json& container)
{
    return text_at(object_at(object_at(container, "HostConfig"), "RestartPolicy"), "Name");
}

bool has_restart_policy(const json& container)
{
    const std::string policy = restart_policy(container);
    return !policy.empty() && policy != "no";
}

/// Whom dockerd starts when it starts itself; "on-failure" is for a run that has ended.
bool is_always_up(const json& container)
{
    const std::string policy = restart_policy(container);
    return policy == "always" || policy == "unless-stopped";
}

} // namespace

std::string gate_list_target()
{
    // filters={"status":["exited","created"]}. Why a start failed is told by inspect alone: the list has no
    // error, and after a restart by dockerd itself the exit code is still the run's before.
    return "/containers/json?all=1&filters=%7B%22status%22%3A%5B%22exited%22%2C%22created%22%5D%7D";
}

base::Result<std::vector<std::string>> ids_in_list(std::string_view list_json)
{
    const json list = json::parse(list_json, nullptr, /*allow_exceptions=*/false);
    if (!list.is_array()) {
        return base::Failure("the engine's list of containers is not a JSON array", "");
    }
    std::vector<std::string> ids;
    for (const json& container : list) {
        if (std::string id = text_at(container, "Id"); !id.empty()) {
            ids.push_back(std::move(id));
        }
    }
    return ids;
}

base::Result<WaitingContainer> judge_container(std::string_view inspect_json)
{
    const json container = json::parse(inspect_json, nullptr, /*allow_exceptions=*/false);
    if (!container.is_object() || text_at(container, "Id").empty()) {
        return base::Failure("the engine's answer about a container is not its JSON object", "");
    }
    WaitingContainer waiting{
        .id = text_at(container, "Id"), .name = text_at(container, "Name"), .distros = {}};
    waiting.name.erase(0, waiting.name.starts_with('/') ? 1 : 0);
    const json state = object_at(container, "State");
    const bool runs = state.value("Running", json(false)) == json(true);
    const std::string error = text_at(state, "Error");
    if (!runs && has_restart_policy(container)) {
        waiting.distros = distros_named_in(error);
        const bool has_run = text_at(state, "Status") == "exited";
        waiting.was_left_behind =
            waiting.distros.empty() && has_run && !error.empty() && is_always_up(container);
    }
    return waiting;
}

std::optional<std::chrono::milliseconds> next_attempt_after(unsigned attempts,
                                                            std::chrono::milliseconds first)
{
    constexpr unsigned kAttempts = 6; // a minute in all, where the first comes after a second
    if (attempts >= kAttempts) {
        return std::nullopt;
    }
    return first * (1U << attempts);
}

bool may_start(const WaitingContainer& container, const std::set<std::string>& attached)
{
    return std::all_of(container.distros.begin(), container.distros.end(),
                       [&](const std::string& distro) { return attached.count(distro) != 0; });
}

} // namespace berth::netbridge
