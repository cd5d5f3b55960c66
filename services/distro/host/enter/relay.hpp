// SPDX-License-Identifier: Apache-2.0
// Bytes between the caller's terminal and the distro's, without ever waiting for one of them alone: a command
// that writes before it reads must not hang.
#pragma once

#include <string>

#include "base/unique_fd.hpp"

namespace berth::distro {

class Relay {
public:
    /// `master` of a pty, or empty: then nothing is relayed. Outlives the relay.
    explicit Relay(const base::UniqueFd& master);

    /// Moves what there is until `signals` is readable.
    void wait(int signals);
    /// What the command wrote last.
    void drain();

private:
    void take_input();
    void give_input();
    bool pass_output(); ///< false when there is none now

    const base::UniqueFd& master_;
    bool input_open_;
    bool output_open_;
    std::string input_; ///< typed, and not yet taken by the pty
};

} // namespace berth::distro
