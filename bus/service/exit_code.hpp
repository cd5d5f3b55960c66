// SPDX-License-Identifier: Apache-2.0
// Apart from service.hpp, because the berth command needs these and not the harness.
#pragma once

namespace berth::service {

/// Process exit codes of every berth program (docs/debugging.md lists them).
enum class ExitCode : int {
    success = 0,
    failed = 1,       ///< the operation was tried and failed
    usage = 2,        ///< wrong arguments
    not_running = 3,  ///< berth is not up
    denied = 4,       ///< needs root
    deadline = 5,     ///< something did not happen in time
    settings = 6,     ///< settings.json is wrong
    incompatible = 7, ///< the broker speaks another protocol version
    cannot_start = 8, ///< of a service: something is in its way, and stays there until somebody removes it
    not_run = 125,    ///< `berth distro run`, whose code is else the command's: the command was not run
};

/// Of a service that ended with it: started again it would end the same way, so only a person starts it
/// again.
constexpr bool restart_is_pointless(int exit_code)
{
    switch (static_cast<ExitCode>(exit_code)) {
    case ExitCode::usage:
    case ExitCode::settings:
    case ExitCode::cannot_start:
        return true;
    default:
        return false;
    }
}

} // namespace berth::service
