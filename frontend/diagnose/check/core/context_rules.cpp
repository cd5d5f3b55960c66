// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/core/context_rules.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace berth::diagnose {
namespace {

using Json = nlohmann::json;

/// A text at a path of keys; empty where it is not there, or no text.
std::string text_at(const std::optional<std::string>& json, const Json::json_pointer& pointer)
{
    const Json parsed = Json::parse(json.value_or("{}"), nullptr, /*allow_exceptions=*/false);
    if (!parsed.contains(pointer) || !parsed.at(pointer).is_string()) {
        return {};
    }
    return parsed.at(pointer).get<std::string>();
}

std::string use_command(const ContextFacts& facts)
{
    return "docker --context " + facts.name + " …, or for good: docker context use " + facts.name;
}

} // namespace

std::string value_in_environment(std::string_view environment, std::string_view name)
{
    while (!environment.empty()) {
        const std::string_view entry = environment.substr(0, environment.find('\0'));
        if (entry.size() > name.size() && entry.substr(0, name.size()) == name && entry[name.size()] == '=') {
            return std::string(entry.substr(name.size() + 1));
        }
        environment.remove_prefix(std::min(entry.size() + 1, environment.size()));
    }
    return {};
}

Finding judge_context_file(const ContextFacts& facts)
{
    const std::string make = "`" + facts.berth + " up` makes it for the user who types it";
    if (!facts.stored) {
        return fail("there is no docker context " + facts.name + " (" + facts.file + ")", make);
    }
    const std::string host = text_at(facts.stored, "/Endpoints/docker/Host"_json_pointer);
    if (host != facts.host) {
        return fail("the docker context " + facts.name + " leads to '" + host + "', not to " + facts.host,
                    make);
    }
    return pass(facts.name + " leads to " + host);
}

Finding judge_docker_host(const ContextFacts& facts)
{
    if (facts.docker_host.empty()) {
        return pass("DOCKER_HOST is not set");
    }
    if (facts.docker_host == facts.host) {
        return pass("DOCKER_HOST=" + facts.docker_host);
    }
    return fail("DOCKER_HOST=" + facts.docker_host + " goes before every context: docker leads there",
                "unset DOCKER_HOST, and look where it is set (~/.profile, ~/.bashrc, /etc/environment)");
}

Finding judge_docker_context(const ContextFacts& facts)
{
    if (facts.docker_context.empty()) {
        return pass("DOCKER_CONTEXT is not set");
    }
    if (facts.docker_context == facts.name) {
        return pass("DOCKER_CONTEXT=" + facts.docker_context);
    }
    return fail("DOCKER_CONTEXT=" + facts.docker_context + " goes before the current context",
                "unset DOCKER_CONTEXT, or set it to " + facts.name);
}

Finding judge_current_context(const ContextFacts& facts)
{
    const std::string current = text_at(facts.config, "/currentContext"_json_pointer);
    if (current == facts.name) {
        return pass("the current context is " + current);
    }
    if (!current.empty() && current != "default") {
        return warn("the current context is " + current + ", so a plain `docker` does not lead here",
                    use_command(facts));
    }
    if ("unix://" + facts.default_link == facts.host) {
        return pass("no context is current, and /var/run/docker.sock leads here");
    }
    return warn("no context is current, and /var/run/docker.sock does not lead here", use_command(facts));
}

} // namespace berth::diagnose
