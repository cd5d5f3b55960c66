// SPDX-License-Identifier: Apache-2.0
// Whether the user's docker client finds its way to berth. The user's files are read as that user.
#include "frontend/diagnose/check/check.hpp"

#include <cstdlib>

#include <unistd.h>

#include "base/files.hpp"
#include "frontend/diagnose/check/core/context_rules.hpp"
#include "frontend/docker_context/acting_user.hpp"

namespace berth::diagnose {
namespace {

std::string own_variable(const char* name)
{
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

/// The environment that the user typed the command in: sudo takes most of it away, and has it itself.
std::string user_environment()
{
    const std::string parent = "/proc/" + std::to_string(::getppid());
    const auto program = base::read_file(parent + "/comm");
    if (own_variable("SUDO_USER").empty() || !program || *program != "sudo\n") {
        return {};
    }
    const auto environment = base::read_file(parent + "/environ");
    return environment ? *environment : std::string();
}

std::string variable(const char* name)
{
    const std::string own = own_variable(name);
    return own.empty() ? value_in_environment(user_environment(), name) : own;
}

std::optional<std::string> text_of(const std::filesystem::path& file)
{
    const auto text = base::read_file(file);
    return text ? std::optional(*text) : std::nullopt;
}

ContextFacts facts_of(const Scene& scene, Progress& progress)
{
    const docker_context::Context context = docker_context::context_of(scene.instance);
    ContextFacts facts{.name = context.name,
                       .host = context.host,
                       .docker_host = variable("DOCKER_HOST"),
                       .docker_context = variable("DOCKER_CONTEXT"),
                       .berth = scene.berth()};
    std::error_code no_link;
    facts.default_link = std::filesystem::read_symlink("/var/run/docker.sock", no_link).string();
    if (scene.user) {
        const docker_context::ActingUser acting(scene.user->uid, scene.user->gid);
        const auto& directory = scene.user->config_dir;
        progress.waits_for("reading " + directory.string());
        const auto file =
            directory / "contexts" / "meta" / docker_context::directory_name(context.name) / "meta.json";
        facts.file = file.string();
        facts.stored = text_of(file);
        facts.config = text_of(directory / "config.json");
    }
    return facts;
}

Check context_check(const std::string& id, const std::string& title,
                    Finding (*judge)(const ContextFacts& facts), bool needs_home)
{
    return {.id = "context." + id, .title = title, .run = [=](const Scene& scene, Progress& progress) {
                if (needs_home && !scene.user) {
                    return skip("the user has no home");
                }
                return judge(facts_of(scene, progress));
            }};
}

} // namespace

std::vector<Check> context_checks()
{
    std::vector<Check> checks{
        context_check("exists", "the user's docker context leads to berth", judge_context_file, true),
        context_check("docker_host", "DOCKER_HOST does not lead elsewhere", judge_docker_host, false),
        context_check("docker_context", "DOCKER_CONTEXT does not lead elsewhere", judge_docker_context,
                      false),
        context_check("current", "a plain `docker` leads to berth", judge_current_context, true)};
    checks.front().needs.up = true; // before the first start nobody has made it
    return checks;
}

} // namespace berth::diagnose
