// SPDX-License-Identifier: Apache-2.0
#include "services/distro/host/local/local_distro.hpp"

#include <csignal>

#include "base/error.hpp"
#include "base/instance.hpp"
#include "services/distro/host/helper_answer.hpp"
#include "services/distro/host/local/process_record.hpp"

namespace berth::distro {

LocalDistro::LocalDistro(loop::EventLoop& loop, v1::DistroRecord record, Places places,
                         std::function<void()> on_change)
    : loop_(loop), places_(std::move(places)), on_change_(std::move(on_change))
{
    facts_.name = record.name();
    facts_.record = std::move(record);
    facts_.location = places_.directory.string();
    if (const auto process = load_live_process(places_.process_record)) {
        facts_.process = *process;
        watch();
    }
}

LocalDistro::~LocalDistro()
{
    loop_.remove(deadline_);
}

DistroFacts LocalDistro::facts() const
{
    return facts_;
}

void LocalDistro::start(Platform::OnDone on_done)
{
    switch (facts_.life) {
    case Life::running:
        answer_later(std::move(on_done), std::nullopt);
        return;
    case Life::starting:
        waiting_.push_back(std::move(on_done));
        return;
    case Life::stopped:
        waiting_.push_back(std::move(on_done));
        launch();
        return;
    case Life::creating:
    case Life::stopping:
        break;
    }
    answer_later(std::move(on_done),
                 base::Failure{"distro " + facts_.name + " is being terminated", "try again in a moment"});
}

void LocalDistro::launch()
{
    facts_.life = Life::starting;
    clear_failure();
    const base::ProcessSpec spec{.program = base::libexec_dir() / "berth-distro-ns",
                                 .arguments = {"--name", facts_.name, "--rootfs", places_.rootfs.string(),
                                               "--record", places_.process_record.string()},
                                 .parent_death_signal = SIGKILL};
    try {
        launch_ = std::make_unique<loop::ProgramRun>(
            loop_, spec, kLaunchDeadline, [this](const loop::ProgramEnd& end) { on_launched(end); });
    } catch (const base::Error& error) {
        note_failure({error.what(), error.hint()});
        for (Platform::OnDone& on_done : std::exchange(waiting_, {})) {
            answer_later(std::move(on_done), base::Failure{error.what(), error.hint()});
        }
    }
}

void LocalDistro::on_launched(const loop::ProgramEnd& end)
{
    launch_.reset();
    const auto answer = helper_answer("berth-distro-ns", "starting the distro", kLaunchDeadline, end);
    if (answer) {
        facts_.process.set_pid(answer->value("init_host_pid", 0));
        facts_.process.set_start_time(answer->value("start_time", std::uint64_t{0}));
        watch();
        answer_all(facts_.runs() ? std::nullopt : std::optional(base::Failure{facts_.why, facts_.hint}));
    } else {
        note_failure(answer.error());
        answer_all(answer.error());
    }
    on_change_();
}

void LocalDistro::clear_failure()
{
    facts_.has_failed = false;
    facts_.why.clear();
    facts_.hint.clear();
}

void LocalDistro::note_failure(const base::Failure& failure)
{
    facts_.life = Life::stopped;
    facts_.has_failed = true;
    facts_.why = failure.message;
    facts_.hint = failure.hint;
}

void LocalDistro::watch()
{
    facts_.life = Life::running;
    try {
        process_ = std::make_unique<ProcessWatch>(loop_, facts_.process.pid(), [this] { on_process_end(); });
    } catch (const base::SystemError&) { // it has ended already
        forget_process();
    }
}

void LocalDistro::forget_process()
{
    if (facts_.life == Life::running) {
        facts_.why = "its first process ended unexpectedly";
        facts_.hint = "start it again: `berth distro run " + facts_.name + "`";
    }
    facts_.life = Life::stopped;
    facts_.process.Clear();
    process_.reset();
    std::error_code ignored; // the record names a process that has ended; whoever reads it sees that
    std::filesystem::remove(places_.process_record, ignored);
}

void LocalDistro::on_process_end()
{
    loop_.remove(std::exchange(deadline_, 0));
    forget_process();
    answer_all(std::nullopt);
    on_change_();
}

void LocalDistro::terminate(Platform::OnDone on_done)
{
    switch (facts_.life) {
    case Life::stopped:
        clear_failure();
        answer_later(std::move(on_done), std::nullopt);
        return;
    case Life::stopping:
        waiting_.push_back(std::move(on_done));
        return;
    case Life::running:
        waiting_.push_back(std::move(on_done));
        facts_.life = Life::stopping;
        process_->signal(SIGTERM);
        deadline_ = loop_.add_timer(kTerminateDeadline, [this] { kill_at_deadline(); });
        return;
    case Life::creating:
    case Life::starting:
        break;
    }
    answer_later(std::move(on_done),
                 base::Failure{"distro " + facts_.name + " is being started", "try again in a moment"});
}

void LocalDistro::kill_at_deadline()
{
    process_->signal(SIGKILL);
    deadline_ = loop_.add_timer(kKillDeadline, [this] {
        facts_.life = Life::running;
        answer_all(base::Failure{"distro " + facts_.name + " did not end, though it was killed",
                                 "a process of it hangs in the kernel; look for a disk or a network file "
                                 "system that does not answer"});
        on_change_();
    });
}

void LocalDistro::answer_all(const std::optional<base::Failure>& failure)
{
    for (const Platform::OnDone& on_done : std::exchange(waiting_, {})) {
        on_done(failure);
    }
}

void LocalDistro::answer_later(Platform::OnDone on_done, const std::optional<base::Failure>& failure)
{
    loop_.post([on_done = std::move(on_done), failure] { on_done(failure); });
}

} // namespace berth::distro
