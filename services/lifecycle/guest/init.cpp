// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/guest/init.hpp"

#include <array>
#include <csignal>

#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"

namespace berth::lifecycle {
namespace {

constexpr const char* kLogSocket = "/run/berth/log.sock";
constexpr std::chrono::milliseconds kLastReplyDeadline{500};

base::UniqueFd watch_signals()
{
    ::signal(SIGPIPE, SIG_IGN); // children get the default back
    sigset_t signals;
    ::sigemptyset(&signals);
    for (const int number : {SIGCHLD, SIGTERM, SIGINT}) {
        ::sigaddset(&signals, number);
    }
    base::UniqueFd fd;
    if (::sigprocmask(SIG_BLOCK, &signals, nullptr) == 0) {
        fd.reset(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
    }
    if (!fd) {
        throw base::SystemError("watching signals");
    }
    return fd;
}

std::chrono::milliseconds to_milliseconds(const google::protobuf::Duration& duration)
{
    constexpr int kNanosInMilli = 1'000'000;
    const std::chrono::milliseconds given = std::chrono::seconds(duration.seconds()) +
                                            std::chrono::milliseconds(duration.nanos() / kNanosInMilli);
    return given.count() > 0 ? given : Init::kDefaultStopDeadline;
}

} // namespace

Init::Init(const std::filesystem::path& control)
    : log_(reactor_, kLogSocket), signals_(watch_signals()),
      control_(reactor_, log_, control,
               [this](const Requester& requester, const v1::InitRequest& request) {
                   on_request(requester, request);
               }),
      daemons_(reactor_, log_, [this](const SupervisedProcess& process) { on_change(process); }),
      end_(reactor_)
{
    base::make_directories("/run/berth/bus", 0750); // the tunnel's local ends
    reactor_.watch(signals_.get(), EPOLLIN, [this] { on_signal(); });
}

void Init::start_guest_halves()
{
    for (ProcessEntry& entry : guest_halves()) {
        const auto plain = [](const ProcessEntry& e) {
            return base::ProcessSpec{.program = e.program, .arguments = e.arguments};
        };
        guest_halves_.push_back(std::make_unique<SupervisedProcess>(
            reactor_, log_, std::move(entry), plain,
            [this](const SupervisedProcess& process) { on_change(process); }));
        guest_halves_.back()->start();
    }
}

void Init::run()
{
    for (bool ended = false; !ended;) {
        try {
            reactor_.run();
            ended = true;
        } catch (const base::Error& error) { // one callback's failure must not end every container
            log_.say(diagnostics::v1::LEVEL_ERROR, std::string(error.what()) + ", ignoring");
        }
    }
}

Init::Handler Init::handler_of(v1::InitRequest::RequestCase which)
{
    struct Entry {
        v1::InitRequest::RequestCase which;
        Handler handler;
    };
    static constexpr std::array<Entry, 5> kHandlers{{
        {v1::InitRequest::kStartDaemons, &Init::start_daemons},
        {v1::InitRequest::kStopDaemons, &Init::stop_daemons},
        {v1::InitRequest::kGetProcesses, &Init::get_processes},
        {v1::InitRequest::kPowerOff, &Init::power_off},
        {v1::InitRequest::kEndProcess, &Init::end_process},
    }};
    for (const Entry& entry : kHandlers) {
        if (entry.which == which) {
            return entry.handler;
        }
    }
    return nullptr;
}

void Init::on_request(const Requester& requester, const v1::InitRequest& request)
{
    const Handler handler = handler_of(request.request_case());
    if (handler == nullptr) {
        answer(requester,
               base::Failure{"berth-init does not know this request",
                             "the base image is older than lifecycle; install the one of this release"});
        return;
    }
    try {
        (this->*handler)(requester, request);
    } catch (const base::Error& error) {
        answer(requester, base::Failure{error.what(), error.hint()});
    }
}

void Init::start_daemons(const Requester& requester, const v1::InitRequest& request)
{
    if (powering_off_) {
        answer(requester, base::Failure{"the engine is being powered off", "start it anew when it is down"});
        return;
    }
    const v1::StartDaemons& start = request.start_daemons();
    daemons_.start(start.daemon_config_json(), start.resolv_conf(),
                   [this, requester](const base::Result<bool>& outcome) { answer(requester, outcome); });
}

void Init::stop_daemons(const Requester& requester, const v1::InitRequest& request)
{
    daemons_.stop(to_milliseconds(request.stop_daemons().deadline()),
                  [this, requester](const base::Result<bool>& outcome) { answer(requester, outcome); });
}

void Init::get_processes(const Requester& requester, const v1::InitRequest& /*request*/)
{
    answer(requester, true);
}

void Init::end_process(const Requester& requester, const v1::InitRequest& request)
{
    const std::string& name = request.end_process().name();
    bool known = daemons_.kill(name);
    for (const auto& process : guest_halves_) {
        if (process->name() == name) {
            process->signal(SIGKILL);
            known = true;
        }
    }
    answer(requester, known ? base::Result<bool>(true) : base::Failure{"there is no process " + name, ""});
}

void Init::power_off(const Requester& requester, const v1::InitRequest& request)
{
    power_off_waiters_.push_back(requester);
    begin_power_off(to_milliseconds(request.power_off().deadline()));
}

void Init::begin_power_off(std::chrono::milliseconds deadline)
{
    if (powering_off_) {
        return;
    }
    powering_off_ = true;
    const auto by = Reactor::Clock::now() + deadline;
    log_.say(diagnostics::v1::LEVEL_INFO, "powering off");
    // Stopping fails only while the daemons are being started, and then they end with everything else.
    daemons_.stop(deadline, [this, by](const base::Result<bool>& /*outcome*/) { end_everything(by); });
}

void Init::end_everything(Reactor::Clock::time_point by)
{
    daemons_.close();
    for (const auto& process : guest_halves_) {
        process->give_up();
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(by - Reactor::Clock::now());
    end_.begin(std::max(left, std::chrono::milliseconds{0}), [this] { finish(); });
}

void Init::finish()
{
    let_go_of_store();
    for (const Requester& requester : power_off_waiters_) {
        answer(requester, true);
    }
    control_.flush(kLastReplyDeadline);
    reactor_.stop();
}

void Init::answer(const Requester& requester, const base::Result<bool>& outcome)
{
    v1::InitReply reply;
    if (!outcome) {
        reply.set_failure(outcome.error().message);
        reply.set_hint(outcome.error().hint);
    }
    std::vector<v1::GuestProcess> processes;
    daemons_.describe(processes);
    for (const auto& process : guest_halves_) {
        processes.push_back(process->describe());
    }
    reply.mutable_processes()->Assign(processes.begin(), processes.end());
    control_.reply(requester, std::move(reply));
}

void Init::on_change(const SupervisedProcess& process)
{
    v1::InitEvent event;
    *event.mutable_process() = process.describe();
    if (!process.running()) {
        const std::vector<std::string> lines = process.last_lines();
        event.mutable_last_lines()->Assign(lines.begin(), lines.end());
    }
    control_.push(event);
}

void Init::on_signal()
{
    signalfd_siginfo info{};
    while (::read(signals_.get(), &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
        if (info.ssi_signo != SIGCHLD) {
            begin_power_off(kDefaultStopDeadline);
        }
    }
    reap_children(); // one signal may stand for many children
}

void Init::reap_children()
{
    for (;;) {
        siginfo_t info{};
        // Looks without reaping: what is supervised is reaped by its owner, who wants to know how it ended.
        if (::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0) {
            break;
        }
        const pid_t pid = info.si_pid;
        if (!daemons_.reap(pid) && !reap_guest_half(pid)) {
            (void)::waitpid(pid, nullptr, WNOHANG); // an orphan that came to us as process 1
        }
    }
    end_.child_ended();
}

bool Init::reap_guest_half(pid_t pid)
{
    for (const auto& process : guest_halves_) {
        if (process->pid() == pid) {
            process->reap();
            return true;
        }
    }
    return false;
}

} // namespace berth::lifecycle
