// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/guest/daemons.hpp"

#include <algorithm>
#include <csignal>
#include <utility>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/scope_exit.hpp"
#include "services/lifecycle/core/daemon_config.hpp"

namespace berth::lifecycle {
namespace {

// Shared with the daemons' root, where /etc/resolv.conf is a link to the second.
constexpr const char* kDaemonConfig = "/etc/docker/daemon.json";
constexpr const char* kResolvConf = "/run/berth/resolv.conf";

} // namespace

Daemons::Daemons(Reactor& reactor, LogForwarder& log, const SupervisedProcess::OnChange& on_change)
    : reactor_(reactor), root_(reactor),
      containerd_(
          reactor, log, containerd_entry(),
          [this](const ProcessEntry& e) { return root_.command_in_root(e); }, on_change),
      dockerd_(
          reactor, log, dockerd_entry(), [this](const ProcessEntry& e) { return root_.command_in_root(e); },
          on_change)
{}

void Daemons::start(const std::string& daemon_config, const std::string& resolv_conf, Done done)
{
    if (stage_ != Stage::idle) {
        done(base::Failure{stage_ == Stage::building_root ? "the daemons are being started already"
                                                          : "the daemons are being stopped",
                           "wait until that is done and try again"});
        return;
    }
    if (!dockerd_.running()) {
        const DaemonOutput output = with_audible_reload(daemon_config);
        base::write_file_atomically(kDaemonConfig, output.config, 0644);
        dockerd_.forward_from(output.least);
    }
    if (!resolv_conf.empty()) {
        base::write_file_atomically(kResolvConf, resolv_conf, 0644);
    }
    stage_ = Stage::building_root;
    base::ScopeExit give_up([this] { stage_ = Stage::idle; });
    root_.prepare([this, done = std::move(done)](const base::Result<bool>& outcome) {
        stage_ = Stage::idle;
        done(outcome ? start_processes() : outcome);
    });
    give_up.release();
}

/// At the same time: dockerd waits for containerd's socket by itself.
base::Result<bool> Daemons::start_processes()
{
    if (closed_) {
        return base::Failure{"the engine is being powered off", "start it anew when it is down"};
    }
    containerd_.start();
    dockerd_.start();
    for (const SupervisedProcess* process : {&containerd_, &dockerd_}) {
        if (!process->running()) {
            return base::Failure{process->name() + " does not run: " + process->describe().last_exit(),
                                 "the pack may be damaged; install it again"};
        }
    }
    return true;
}

void Daemons::close()
{
    closed_ = true;
    containerd_.give_up();
    dockerd_.give_up();
}

void Daemons::stop(std::chrono::milliseconds deadline, Done done)
{
    if (stage_ == Stage::building_root) {
        done(base::Failure{"the daemons are being started", "wait until that is done and try again"});
        return;
    }
    stop_waiters_.push_back(std::move(done));
    if (stage_ != Stage::idle) {
        return; // joins the stop that is under way
    }
    stop_by_ = Reactor::Clock::now() + deadline;
    dockerd_.give_up();
    if (!dockerd_.running() || !begin_reload()) {
        end_dockerd();
    }
}

/// False when there is nothing to reload, or no way to: then dockerd is ended as it is.
bool Daemons::begin_reload()
{
    const auto config = base::read_file(kDaemonConfig);
    const auto stopping_config = config ? without_live_restore(*config) : std::nullopt;
    if (!stopping_config) {
        return false;
    }
    try {
        base::write_file_atomically(kDaemonConfig, *stopping_config, 0644);
    } catch (const base::SystemError&) {
        return false; // no room: containers are then left to the end of everything
    }
    stage_ = Stage::reloading;
    dockerd_.on_line([this](const std::string& line) {
        if (says_configuration_reloaded(line)) {
            end_dockerd();
        }
    });
    dockerd_.on_next_end([this] { end_dockerd(); });
    timer_ = reactor_.after(std::min(kReloadDeadline, left() / 2), [this] { end_dockerd(); });
    dockerd_.signal(SIGHUP);
    return true;
}

void Daemons::end_dockerd()
{
    stage_ = Stage::ending_dockerd;
    dockerd_.on_line(nullptr);
    end_process(dockerd_, left() - kContainerdShare, [this] { end_containerd(); });
}

void Daemons::end_containerd()
{
    stage_ = Stage::ending_containerd;
    containerd_.give_up();
    end_process(containerd_, std::max(left(), kContainerdShare), [this] { stopped(); });
}

void Daemons::end_process(SupervisedProcess& process, std::chrono::milliseconds within,
                          std::function<void()> next)
{
    reactor_.cancel(std::exchange(timer_, 0));
    if (!process.running()) {
        process.on_next_end(nullptr);
        next();
        return;
    }
    process.on_next_end([this, next = std::move(next)] {
        reactor_.cancel(std::exchange(timer_, 0));
        next();
    });
    timer_ = reactor_.after(std::max(within, std::chrono::milliseconds{0}),
                            [&process] { process.signal(SIGKILL); });
    process.signal(SIGTERM);
}

void Daemons::stopped()
{
    stage_ = Stage::idle;
    for (const Done& done : std::exchange(stop_waiters_, {})) {
        done(true);
    }
}

std::chrono::milliseconds Daemons::left() const
{
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(stop_by_ - Reactor::Clock::now());
    return std::max(left, std::chrono::milliseconds{0});
}

bool Daemons::kill(const std::string& name)
{
    for (SupervisedProcess* process : {&containerd_, &dockerd_}) {
        if (process->name() == name) {
            process->signal(SIGKILL);
            return true;
        }
    }
    return false;
}

bool Daemons::reap(pid_t pid)
{
    if (root_.reap(pid)) {
        return true;
    }
    for (SupervisedProcess* process : {&containerd_, &dockerd_}) {
        if (process->pid() == pid) {
            process->reap();
            return true;
        }
    }
    return false;
}

void Daemons::describe(std::vector<v1::GuestProcess>& into) const
{
    into.push_back(containerd_.describe());
    into.push_back(dockerd_.describe());
}

} // namespace berth::lifecycle
