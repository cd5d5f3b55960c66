// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/core/service_rules.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace berth::diagnose {
namespace {

using bus::v1::ServiceStatus;

constexpr const char* kEnginesService = "lifecycle";
constexpr const char* kLogsService = "diagnostics";
constexpr std::uint32_t kLoopRestarts = 3; ///< that many, and the last not long ago, are a crash loop
constexpr std::int64_t kLoopSeconds = 10 * 60;

const ServiceStatus* find(const Services& services, const std::string& name)
{
    const auto found = std::find_if(services.begin(), services.end(),
                                    [&](const ServiceStatus& each) { return each.name() == name; });
    return found == services.end() ? nullptr : &*found;
}

Outcome outcome_of(const ServiceStatus& service)
{
    switch (service.run()) {
    case ServiceStatus::RUN_READY:
        return Outcome::pass;
    case ServiceStatus::RUN_DEGRADED:
    case ServiceStatus::RUN_STOPPED: // by a person
        return Outcome::warn;
    default:
        return Outcome::fail;
    }
}

std::string state_word(ServiceStatus::Run run)
{
    std::string word = ServiceStatus::Run_Name(run).substr(std::string("RUN_").size());
    std::transform(word.begin(), word.end(), word.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return word;
}

std::string words_of(const ServiceStatus& service)
{
    return service.name() + " is " + state_word(service.run()) +
           (service.why().empty() ? "" : ": " + service.why());
}

std::string fix_of(const ServiceStatus& service, const std::string& berth)
{
    if (!service.hint().empty()) {
        return service.hint();
    }
    const std::string name = service.name().substr(0, service.name().find('@'));
    return service.run() == ServiceStatus::RUN_STOPPED
               ? berth + " service start " + name
               : berth + " logs --service " + name + " --level warning";
}

} // namespace

Finding judge_running(const Contact& contact, const std::string& berth)
{
    switch (contact.state) {
    case Contact::State::answered:
        return pass("the broker answers");
    case Contact::State::not_running:
        return fail(contact.message, "start it: " + berth + " up");
    case Contact::State::denied:
        return skip(contact.message + ": " + contact.hint);
    case Contact::State::silent:
        break;
    }
    return fail(contact.message, contact.hint.empty() ? "`" + berth + " restart`" : contact.hint);
}

Finding judge_services(const Services& services, const std::string& berth)
{
    Finding worst = pass(fmt::format("{} services are ready", services.size()));
    for (const ServiceStatus& service : services) {
        const Outcome outcome = service.name() == kEnginesService ? Outcome::pass : outcome_of(service);
        if (outcome == Outcome::pass || (worst.outcome == Outcome::fail && outcome == Outcome::warn)) {
            continue;
        }
        if (worst.outcome == outcome) {
            worst.evidence += "; " + words_of(service);
        } else {
            worst = {outcome, words_of(service), fix_of(service, berth)};
        }
    }
    return worst;
}

Finding judge_restarts(const Services& services, std::int64_t now, const std::string& berth)
{
    Finding worst = pass("no service had to be started again");
    for (const ServiceStatus& service : services) {
        if (service.restarts() == 0) {
            continue;
        }
        const bool loops =
            service.restarts() >= kLoopRestarts && now - service.since().seconds() < kLoopSeconds;
        const std::string words =
            fmt::format("{} was started again {} times", service.name(), service.restarts());
        if (loops) {
            return fail(words + fmt::format(", the last time {} s ago",
                                            std::max(now - service.since().seconds(), std::int64_t{0})),
                        fmt::format("see why it ends: {} logs --service {}", berth, service.name()));
        }
        worst = pass(worst.evidence.rfind("no ", 0) == 0 ? words : worst.evidence + "; " + words);
    }
    return worst;
}

Finding judge_engine(const Services& services, const std::optional<lifecycle::v1::EngineStatus>& engine,
                     const std::string& berth)
{
    if (!engine) {
        const ServiceStatus* const service = find(services, kEnginesService);
        return fail(service == nullptr ? "lifecycle does not answer" : words_of(*service),
                    service == nullptr ? berth + " restart" : fix_of(*service, berth));
    }
    if (engine->state() == lifecycle::v1::EngineStatus::STATE_READY) {
        return pass("dockerd " + engine->engine_version() + " is ready");
    }
    const std::string state = lifecycle::v1::EngineStatus::State_Name(engine->state());
    return fail("the engine is in " + state + (engine->phase().empty() ? "" : ", phase " + engine->phase()) +
                    (engine->why().empty() ? "" : ": " + engine->why()),
                engine->hint().empty() ? berth + " restart" : engine->hint());
}

Finding judge_log_losses(const Services& services, const std::string& log_dir)
{
    const ServiceStatus* const service = find(services, kLogsService);
    if (service == nullptr) {
        return skip("there is no diagnostics service");
    }
    if (service->run() == ServiceStatus::RUN_READY) {
        return pass("no lines are being lost");
    }
    return fail(words_of(*service), service->hint().empty() ? "free space at " + log_dir : service->hint());
}

} // namespace berth::diagnose
