// SPDX-License-Identifier: Apache-2.0
// Clocks: certificates, signatures and build tools go by them.
#include "frontend/diagnose/check/check.hpp"

#include <ctime>

#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "frontend/diagnose/check/core/clock_rules.hpp"
#include "frontend/diagnose/check/engine_question.hpp"

namespace berth::diagnose {
namespace {

std::int64_t now()
{
    return std::time(nullptr);
}

std::chrono::seconds reading_of(clockid_t clock)
{
    timespec time{};
    (void)::clock_gettime(clock, &time); // every kernel that berth runs on has both clocks
    return std::chrono::seconds(time.tv_sec);
}

Finding look_at_host_clock(const Scene& /*scene*/, Progress& /*progress*/)
{
    struct stat program {};
    if (::stat("/proc/self/exe", &program) != 0) {
        throw base::SystemError("looking at berth's own program");
    }
    return judge_host_clock(now(), program.st_mtim.tv_sec);
}

Finding compare_engine_clock(const Scene& scene, Progress& progress)
{
    progress.waits_for("GET /info through " + scene.docker_socket().string());
    const std::int64_t before = now();
    const base::Result<std::string> answer = ask_docker(scene.docker_socket(), "/info");
    if (!answer) {
        return fail(answer.error().message, scene.berth() + " logs --service dockerd");
    }
    const auto info = nlohmann::json::parse(*answer, nullptr, /*allow_exceptions=*/false);
    return judge_engine_clock(info.is_object() ? info.value("SystemTime", "") : "", before, now());
}

Finding look_at_suspension(const Scene& /*scene*/, Progress& /*progress*/)
{
    return judge_suspension(reading_of(CLOCK_BOOTTIME), reading_of(CLOCK_MONOTONIC));
}

} // namespace

std::vector<Check> clock_checks()
{
    return {
        {.id = "clock.host", .title = "the host's clock can be right", .run = look_at_host_clock},
        {.id = "clock.engine",
         .title = "the engine's clock is the host's",
         .run = compare_engine_clock,
         .needs = {.check = "api.ping"}},
        {.id = "clock.suspension",
         .title = "how long the machine was suspended is known",
         .run = look_at_suspension},
    };
}

} // namespace berth::diagnose
