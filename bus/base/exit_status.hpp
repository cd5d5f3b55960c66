// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace berth::base {

/// How a process ended.
struct ExitStatus {
    int exit_code = 0; ///< meaningful when signal is 0
    int signal = 0;    ///< the signal that ended it, or 0
    bool success() const { return exit_code == 0 && signal == 0; }
    std::string to_text() const; ///< "exited with code 3", "was killed by signal 9 (Killed)"
};

} // namespace berth::base
