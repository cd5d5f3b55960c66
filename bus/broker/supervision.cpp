// SPDX-License-Identifier: Apache-2.0
#include "broker/supervision.hpp"

#include <algorithm>
#include <csignal>

#include "base/error.hpp"

namespace berth::broker {

namespace {

Time now()
{
    return std::chrono::steady_clock::now();
}

} // namespace

Supervision::Supervision(loop::EventLoop& loop, LaunchPlaces places, std::vector<ServicePlan> plans,
                         spdlog::logger& log, Outside outside)
    : loop_(loop), launcher_(places), log_(log), outside_(std::move(outside)), supervisor_(std::move(plans)),
      processes_(loop, places.run_dir / "processes",
                 [this](const std::string& name, const ProcessTable::End& end) { on_process_end(name, end); })
{}

Supervision::~Supervision()
{
    loop_.remove(timer_);
}

bool Supervision::adopt()
{
    const std::vector<ProcessTable::Adopted> adopted = processes_.adopt();
    for (const ProcessTable::Adopted& process : adopted) {
        if (supervisor_.knows(process.name)) {
            log_.info("adopting service {}, process {}", process.name, process.pid);
            carry_out(supervisor_.adopted(process.name, process.pid, now()));
        } else {
            log_.warn("ending process {}: service {} has no manifest any more", process.pid, process.name);
            processes_.signal(process.name, SIGTERM);
        }
    }
    return !adopted.empty();
}

void Supervision::step(const Step& step)
{
    carry_out(step(supervisor_, now()));
}

void Supervision::carry_out(const Actions& actions)
{
    for (const Action& action : actions) {
        switch (action.kind) {
        case Action::Kind::spawn:
            spawn(action.service);
            break;
        case Action::Kind::drain:
            drain(action);
            break;
        case Action::Kind::terminate:
            processes_.signal(action.service, SIGTERM);
            break;
        case Action::Kind::kill:
            processes_.signal(action.service, SIGKILL);
            break;
        case Action::Kind::publish:
            outside_.publish(action.status);
            break;
        }
    }
    outside_.after_step();
    arm_timer();
}

void Supervision::drain(const Action& action)
{
    if (!outside_.drain(action.service, action.reason)) {
        processes_.signal(action.service, action.reason == bus::v1::DRAIN_REASON_SHUTDOWN ? SIGTERM : SIGHUP);
    }
}

void Supervision::spawn(const std::string& name)
{
    try {
        const int pid = launcher_.launch(supervisor_.plan(name), processes_);
        log_.info("started service {}, process {}", name, pid);
        carry_out(supervisor_.process_started(name, pid, now()));
    } catch (const base::Error& error) {
        log_.error("service {}: {}", name, error.what());
        carry_out(supervisor_.spawn_failed(name, error.what(), now()));
    }
}

void Supervision::on_process_end(const std::string& name, const ProcessTable::End& end)
{
    log_.warn("service {} {}", name, end.how);
    outside_.process_ended(name);
    if (supervisor_.knows(name)) {
        carry_out(end.restart_is_pointless ? supervisor_.process_gave_up(name, end.how, now())
                                           : supervisor_.process_ended(name, end.how, now()));
    }
}

void Supervision::arm_timer()
{
    loop_.remove(timer_);
    timer_ = 0;
    if (const std::optional<Time> next = supervisor_.next_deadline()) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(*next - now());
        timer_ = loop_.add_timer(std::max(left, std::chrono::milliseconds{0}),
                                 [this] { carry_out(supervisor_.time_passed(now())); });
    }
}

} // namespace berth::broker
