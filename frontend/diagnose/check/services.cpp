// SPDX-License-Identifier: Apache-2.0
// The services, by their own answers.
#include "frontend/diagnose/check/check.hpp"

#include <google/protobuf/util/time_util.h>

#include "frontend/diagnose/check/core/service_rules.hpp"

namespace berth::diagnose {
namespace {

Finding look_at_broker(const Scene& scene, Progress& /*progress*/)
{
    return judge_running(scene.contact, scene.berth());
}

Finding look_at_services(const Scene& scene, Progress& /*progress*/)
{
    return judge_services(scene.status.services, scene.berth());
}

Finding look_at_restarts(const Scene& scene, Progress& /*progress*/)
{
    return judge_restarts(scene.status.services, google::protobuf::util::TimeUtil::GetCurrentTime().seconds(),
                          scene.berth());
}

Finding look_for_answers(const Scene& scene, Progress& /*progress*/)
{
    Finding found = pass("every service answered its question");
    for (const cli::Unanswered& each : scene.status.unanswered) {
        if (each.target == "lifecycle@host") {
            continue; // it asks dockerd first: api.engine has it, behind api.ping
        }
        const std::string words = each.target + ": " + each.status.message();
        if (found.outcome == Outcome::fail) {
            found.evidence += "; " + words;
        } else {
            found = fail(words,
                         scene.berth() + " service restart " + each.target.substr(0, each.target.find('@')));
        }
    }
    return found;
}

} // namespace

std::vector<Check> service_checks()
{
    const Needs answers{.berth = true};
    return {
        {.id = kRunningCheck, .title = "berth is running", .run = look_at_broker},
        {.id = "services.ready",
         .title = "every service is ready",
         .run = look_at_services,
         .needs = answers},
        {.id = "services.answers",
         .title = "every service answers",
         .run = look_for_answers,
         .needs = answers},
        {.id = "services.restarts",
         .title = "no service ends again and again",
         .run = look_at_restarts,
         .needs = answers},
    };
}

} // namespace berth::diagnose
