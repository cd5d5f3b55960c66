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
    not_run = 125,    ///< `berth distro run`, whose code is else the command's: the command was not run
};

} // namespace berth::service
