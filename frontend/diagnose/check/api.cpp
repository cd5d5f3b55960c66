// SPDX-License-Identifier: Apache-2.0
// The docker API, through the socket that a user's client takes.
#include "frontend/diagnose/check/check.hpp"

#include <cerrno>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "frontend/diagnose/check/core/service_rules.hpp"
#include "frontend/diagnose/check/engine_question.hpp"

namespace berth::diagnose {
namespace {

std::string through(const Scene& scene)
{
    return " through " + scene.docker_socket().string();
}

Finding ping(const Scene& scene, Progress& progress)
{
    progress.waits_for("GET /_ping" + through(scene));
    const base::Result<std::string> answer = ask_docker(scene.docker_socket(), "/_ping");
    if (!answer && !scene.is_root &&
        answer.error().message.find(base::errno_text(EACCES)) != std::string::npos) {
        return skip("this user may not connect to " + scene.docker_socket().string());
    }
    if (!answer) {
        return fail(answer.error().message + through(scene),
                    "see what dockerd does: " + scene.berth() +
                        " logs --service dockerd; then: " + scene.berth() + " restart");
    }
    return pass("GET /_ping was answered " + *answer);
}

Finding ask_version(const Scene& scene, Progress& progress)
{
    progress.waits_for("GET /version" + through(scene));
    const base::Result<std::string> answer = ask_docker(scene.docker_socket(), "/version");
    if (!answer) {
        return fail(answer.error().message + through(scene), scene.berth() + " logs --service dockerd");
    }
    const auto version = nlohmann::json::parse(*answer, nullptr, /*allow_exceptions=*/false);
    if (!version.is_object() || !version.contains("Version") || !version.contains("ApiVersion")) {
        return fail("the answer to GET /version" + through(scene) + " is no version",
                    "see who answers there: `ss -lxp | grep " + scene.docker_socket().string() + "`");
    }
    return pass(
        fmt::format("docker {}, API {}", version.value("Version", ""), version.value("ApiVersion", "")));
}

Finding look_at_engine(const Scene& scene, Progress& /*progress*/)
{
    return judge_engine(scene.status.services, scene.status.engine, scene.berth());
}

} // namespace

std::vector<Check> api_checks()
{
    return {
        {.id = "api.ping", .title = "dockerd answers", .run = ping, .needs = {.up = true}},
        {.id = "api.version",
         .title = "dockerd says which version it is",
         .run = ask_version,
         .needs = {.check = "api.ping"}},
        {.id = "api.engine",
         .title = "berth holds the engine for ready",
         .run = look_at_engine,
         .needs = {.berth = true, .check = "api.ping"}},
    };
}

} // namespace berth::diagnose
