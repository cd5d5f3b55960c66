// SPDX-License-Identifier: Apache-2.0
#include "base/linux/pid_fd.hpp"

#include <cerrno>
#include <sstream>
#include <string>

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"

namespace berth::base {

UniqueFd open_pid_fd(pid_t pid)
{
    UniqueFd fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    if (!fd) {
        throw SystemError("opening a pidfd of process " + std::to_string(pid));
    }
    return fd;
}

void send_signal(int pid_fd, int number)
{
    if (::syscall(SYS_pidfd_send_signal, pid_fd, number, nullptr, 0) != 0 && errno != ESRCH) {
        throw SystemError("sending signal " + std::to_string(number));
    }
}

bool wait_pid_fd(int pid_fd, std::chrono::milliseconds at_most)
{
    const auto end = std::chrono::steady_clock::now() + at_most;
    for (;;) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        pollfd entry{pid_fd, POLLIN, 0};
        const int ready = ::poll(&entry, 1, left.count() > 0 ? static_cast<int>(left.count()) : 0);
        if (ready > 0) {
            return true;
        }
        if (ready < 0 && errno != EINTR) {
            throw SystemError("waiting for a process");
        }
        if (ready == 0) {
            return false;
        }
    }
}

std::optional<std::uint64_t> process_start_time(pid_t pid)
{
    const Result<std::string> stat = read_file("/proc/" + std::to_string(pid) + "/stat");
    if (!stat) {
        return std::nullopt;
    }
    // The second field is the command in parentheses and may hold anything, so count from its end.
    const std::size_t after_command = stat->rfind(')');
    if (after_command == std::string::npos) {
        return std::nullopt;
    }
    std::istringstream fields(stat->substr(after_command + 1));
    char state = 0;
    fields >> state;
    if (state == 'Z' || state == 'X') { // ended; only its parent has not looked yet
        return std::nullopt;
    }
    constexpr int kFieldsBefore = 18; // of 22, three are read
    std::string skipped;
    for (int i = 0; i < kFieldsBefore; ++i) {
        fields >> skipped;
    }
    std::uint64_t start = 0;
    if (!(fields >> start)) {
        return std::nullopt;
    }
    return start;
}

} // namespace berth::base
