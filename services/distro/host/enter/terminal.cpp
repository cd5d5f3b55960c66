// SPDX-License-Identifier: Apache-2.0
#include "services/distro/host/enter/terminal.hpp"

#include <cstdlib>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"

namespace berth::distro {
namespace {

constexpr const char* kMultiplexer = "/dev/pts/ptmx";
constexpr mode_t kSlaveMode = 0620;

} // namespace

bool is_interactive()
{
    return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1;
}

Pty open_pty(const Account& owner)
{
    Pty pty{.master = base::open_file(kMultiplexer, O_RDWR | O_NOCTTY), .slave = {}};
    int number = 0;
    int unlock = 0;
    if (::ioctl(pty.master.get(), TIOCSPTLCK, &unlock) != 0 ||
        ::ioctl(pty.master.get(), TIOCGPTN, &number) != 0) {
        throw base::SystemError("making a terminal in the distro");
    }
    const std::string slave = "/dev/pts/" + std::to_string(number);
    pty.slave = base::open_file(slave, O_RDWR | O_NOCTTY);
    const auto keep_group = static_cast<gid_t>(-1); // the devpts mount's: tty
    if (::fchown(pty.slave.get(), owner.uid, keep_group) != 0 || ::fchmod(pty.slave.get(), kSlaveMode) != 0) {
        throw base::SystemError("giving " + slave + " to user " + owner.name);
    }
    copy_window_size(STDIN_FILENO, pty.master.get());
    return pty;
}

void take_terminal(const Pty& pty)
{
    if (::ioctl(pty.slave.get(), TIOCSCTTY, 0) != 0 || ::dup2(pty.slave.get(), STDIN_FILENO) < 0 ||
        ::dup2(pty.slave.get(), STDOUT_FILENO) < 0) {
        throw base::SystemError("taking the terminal");
    }
    if (::isatty(STDERR_FILENO) == 1 && ::dup2(pty.slave.get(), STDERR_FILENO) < 0) {
        throw base::SystemError("taking the terminal"); // one that was redirected stays so
    }
}

void copy_window_size(int from, int to)
{
    winsize size{};
    if (::ioctl(from, TIOCGWINSZ, &size) == 0) {
        (void)::ioctl(to, TIOCSWINSZ, &size); // a wrong size is no reason to end
    }
}

RawTerminal::RawTerminal()
{
    termios present{};
    if (::tcgetattr(STDIN_FILENO, &present) != 0) {
        return;
    }
    termios raw = present;
    ::cfmakeraw(&raw);
    if (::tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0) {
        before_ = present;
    }
}

RawTerminal::~RawTerminal()
{
    if (before_) {
        (void)::tcsetattr(STDIN_FILENO, TCSADRAIN, &*before_); // it may have hung up
    }
}

} // namespace berth::distro
