// SPDX-License-Identifier: Apache-2.0
#include "services/distro/host/attachments.hpp"

#include "base/error.hpp"
#include "services/distro/host/live_check.hpp"
#include "services/distro/host/projector_run.hpp"

namespace berth::distro {
namespace {

constexpr std::chrono::milliseconds kLookInterval{2000};

} // namespace

Attachments::Attachments(loop::EventLoop& loop, spdlog::logger& log, std::vector<std::string> hidden,
                         std::function<void()> on_change)
    : loop_(loop), log_(log), hidden_(std::move(hidden)), on_change_(std::move(on_change))
{
    timer_ = loop_.add_periodic(kLookInterval, [this] { look(); });
}

Attachments::~Attachments()
{
    loop_.remove(timer_);
}

void Attachments::set_wanted(const std::vector<Distro>& distros)
{
    projections_.set_wanted(distros);
}

void Attachments::set_engine(int init_pid)
{
    if (!projections_.set_engine(init_pid)) {
        return;
    }
    runs_.clear();
    undetachable_.clear();
    engine_watch_.reset();
    if (init_pid != 0) {
        try {
            engine_watch_ = std::make_unique<ProcessWatch>(loop_, init_pid, [this] { on_engine_end(); });
        } catch (const base::SystemError&) { // it is gone already
            (void)projections_.set_engine(0);
        }
    }
    on_change_();
}

void Attachments::on_engine_end()
{
    log_.info("the engine ended, process {}", projections_.engine());
    set_engine(0);
    go_on();
}

void Attachments::look_and_settle(std::function<void()> on_settled)
{
    settling_.push_back(std::move(on_settled));
    look();
}

void Attachments::stop()
{
    runs_.clear();
    settling_.clear();
}

/// Also what failed before is tried again.
void Attachments::look()
{
    projections_.retry();
    undetachable_.clear();
    note_lost();
    go_on();
    on_change_();
}

void Attachments::note_lost()
{
    for (const Distro& distro : projections_.attached_distros()) {
        if (runs_.count(distro.name) == 0 && !is_projected(distro, projections_.engine())) {
            log_.warn("distro {} is no longer seen by the engine, attaching it again", distro.name);
            projections_.lost(distro.name);
        }
    }
}

void Attachments::go_on()
{
    attach_missing();
    detach_unwanted();
    if (runs_.empty()) {
        for (const std::function<void()>& on_settled : std::exchange(settling_, {})) {
            on_settled();
        }
    }
}

void Attachments::attach_missing()
{
    for (const Distro& distro : projections_.missing_distros()) {
        if (runs_.count(distro.name) == 0) {
            run(distro, attach_spec(distro, projections_.engine(), hidden_), &Attachments::on_attach_end);
        }
    }
}

void Attachments::detach_unwanted()
{
    for (const std::string& name : projected_names(projections_.engine())) {
        if (!projections_.is_wanted(name) && runs_.count(name) == 0 && undetachable_.count(name) == 0) {
            run(Distro{.name = name}, detach_spec(name, projections_.engine()), &Attachments::on_detach_end);
        }
    }
}

void Attachments::run(const Distro& distro, const base::ProcessSpec& spec, Judge judge)
{
    const std::string& name = distro.name;
    try {
        runs_[name] = std::make_unique<loop::ProgramRun>(
            loop_, spec, kProjectorDeadline, [this, distro, judge](const loop::ProgramEnd& end) {
                const auto run = std::move(runs_[distro.name]); // it calls this: it ends behind it
                runs_.erase(distro.name);
                (this->*judge)(distro, judge_output(end));
                go_on();
                on_change_();
            });
    } catch (const base::Error& error) {
        runs_.erase(name);
        (this->*judge)(distro, base::Failure{error.what(), error.hint()});
    }
}

void Attachments::on_attach_end(const Distro& distro, const std::optional<base::Failure>& failure)
{
    if (!failure) {
        log_.info("distro {} is attached to the engine, process {}", distro.name, projections_.engine());
        projections_.attached(distro);
        return;
    }
    if (projections_.why(distro.name) != failure->message) { // it is tried again and again: say it once
        log_.error("attaching distro {}: {}", distro.name, failure->message);
    }
    projections_.failed(distro, failure->message, failure->hint);
}

void Attachments::on_detach_end(const Distro& distro, const std::optional<base::Failure>& failure)
{
    if (failure) {
        log_.error("detaching distro {}: {}", distro.name, failure->message);
        undetachable_.insert(distro.name);
    } else {
        log_.info("distro {} is detached from the engine", distro.name);
    }
}

} // namespace berth::distro
