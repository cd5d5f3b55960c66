// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/broker_process.hpp"

#include <cerrno>
#include <sstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/time.h>
#include <unistd.h>

#include <csignal>

#include "base/files.hpp"
#include "base/linux/instance_processes.hpp"
#include "base/linux/pid_fd.hpp"
#include "base/linux/unix_socket.hpp"

namespace berth::cli {
namespace {

/// From /proc/PID/status; empty when there is no such process.
std::string status_field(pid_t pid, const std::string& field)
{
    const base::Result<std::string> text = base::read_file(fmt::format("/proc/{}/status", pid));
    if (!text) {
        return {};
    }
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line);) {
        if (line.rfind(field + ":\t", 0) == 0) {
            return line.substr(field.size() + 2);
        }
    }
    return {};
}

pid_t guardian_of(pid_t broker)
{
    const std::string parent = status_field(broker, "PPid");
    const pid_t pid = parent.empty() ? 0 : std::stoi(parent);
    return pid > 0 && status_field(pid, "Name") == "berth-guardian" ? pid : 0;
}

/// Makes blocking calls return EINTR, first at the deadline and then again and again, so that one which began
/// just after the first signal ends too. Only for a thread that gets the process's signals: call before
/// ZeroMQ threads, or with theirs blocked, as they are.
class Alarm {
public:
    explicit Alarm(std::chrono::milliseconds after)
    {
        struct sigaction action {};
        action.sa_handler = [](int) {}; // no SA_RESTART: the call returns
        ::sigaction(SIGALRM, &action, &before_);
        constexpr suseconds_t kAgainUs = 50000;
        const itimerval timer{.it_interval = {0, kAgainUs},
                              .it_value = {after.count() / 1000, after.count() % 1000 * 1000}};
        ::setitimer(ITIMER_REAL, &timer, nullptr);
    }
    ~Alarm()
    {
        const itimerval none{};
        ::setitimer(ITIMER_REAL, &none, nullptr);
        ::sigaction(SIGALRM, &before_, nullptr);
    }
    Alarm(const Alarm&) = delete;
    Alarm& operator=(const Alarm&) = delete;

private:
    struct sigaction before_ {};
};

} // namespace

bool may_only_ask()
{
    return ::geteuid() != 0;
}

std::optional<BrokerProcess> find_broker(const base::Instance& instance)
{
    const std::filesystem::path socket =
        instance.bus_dir() / (may_only_ask() ? "queries.sock" : "commands.sock");
    try {
        const base::UniqueFd connection = base::connect_unix(socket);
        const pid_t pid = base::peer_credentials(connection.get()).pid;
        return BrokerProcess{pid, guardian_of(pid)};
    } catch (const base::SystemError& error) {
        if (error.code() == EACCES || error.code() == EPERM) {
            throw Exit(ExitCode::denied, "only root may speak with berth's services",
                       "put sudo in front of the command; members of the group berth may see the status "
                       "without it");
        }
        if (error.code() == ENOENT || error.code() == ECONNREFUSED || error.code() == ENOTDIR) {
            return std::nullopt;
        }
        throw;
    }
}

std::string command_text(const base::Instance& instance, const std::string& verb)
{
    return instance.name().empty() ? "berth " + verb : "berth --instance " + instance.name() + " " + verb;
}

Exit not_running(const base::Instance& instance)
{
    return Exit(ExitCode::not_running, "berth is not running",
                "start it with `" + command_text(instance, "up") + "`");
}

void require_root(const base::Instance& instance, const std::string& verb)
{
    if (::geteuid() != 0) {
        const std::string command = command_text(instance, verb);
        throw Exit(ExitCode::denied, "`" + command + "` needs root", "run `sudo " + command + "`");
    }
}

base::UniqueFd lock_start(const base::Instance& instance, std::chrono::milliseconds deadline)
{
    base::make_directories(instance.run_dir(), 0755);
    const std::filesystem::path path = instance.run_dir() / "up.lock";
    base::UniqueFd lock = base::open_file(path, O_RDWR | O_CREAT, 0600);
    const auto end = std::chrono::steady_clock::now() + deadline;
    const Alarm alarm(deadline);
    while (::flock(lock.get(), LOCK_EX) != 0) {
        if (errno != EINTR) {
            throw base::SystemError("locking " + path.string());
        }
        if (std::chrono::steady_clock::now() >= end) {
            throw Exit(ExitCode::deadline, "another `berth up` or `berth down` has not finished its start",
                       "it holds " + path.string() + "; wait for it or end it");
        }
    }
    return lock;
}

bool broker_lock_is_held(const base::Instance& instance)
{
    const std::filesystem::path path = instance.run_dir() / "broker.lock";
    std::error_code error;
    if (!std::filesystem::exists(path, error)) {
        return false;
    }
    const base::UniqueFd lock = base::open_file(path, O_RDWR);
    return ::flock(lock.get(), LOCK_SH | LOCK_NB) != 0;
}

std::vector<std::string> left_behind(const base::Instance& instance)
{
    std::vector<std::string> found;
    for (const base::ServiceProcess& process : base::living_services(instance)) {
        found.push_back(fmt::format("service {} (process {})", process.name, process.pid));
    }
    if (const std::size_t count = base::engine_process_count(instance); count != 0) {
        found.push_back(fmt::format("the engine ({} processes)", count));
    }
    return found;
}

std::vector<std::string> last_output_lines(const base::Instance& instance, std::size_t count)
{
    const base::Result<std::string> text = base::read_file(instance.log_dir() / "output.log");
    std::istringstream stream(text ? *text : std::string());
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) {
        if (lines.empty() ||
            lines.back() != line) { // a program that is started again and again says the same
            lines.push_back(line);
        }
    }
    if (lines.size() > count) {
        lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(count));
    }
    return lines;
}

} // namespace berth::cli
