// SPDX-License-Identifier: Apache-2.0
// A terminal of the distro's own, and the caller's made transparent for it.
#pragma once

#include <optional>
#include <string>

#include <termios.h>

#include "base/unique_fd.hpp"
#include "services/distro/core/accounts.hpp"

namespace berth::distro {

/// True when a person sits at both ends.
bool is_interactive();

/// A pseudo terminal from the distro's devpts.
struct Pty {
    base::UniqueFd master;
    base::UniqueFd slave;
};

/// In the distro's mount namespace; with the caller's size, owned by the user. Throws base::Error.
Pty open_pty(const Account& owner);

/// In the child: the slave becomes the controlling terminal and the standard streams. Throws
/// base::SystemError.
void take_terminal(const Pty& pty);

void copy_window_size(int from, int to);

/// Standard input in raw mode until the end of the scope.
class RawTerminal {
public:
    RawTerminal();
    ~RawTerminal();
    RawTerminal(const RawTerminal&) = delete;
    RawTerminal& operator=(const RawTerminal&) = delete;

private:
    std::optional<termios> before_;
};

} // namespace berth::distro
