// SPDX-License-Identifier: Apache-2.0
// A child process described as data; child.hpp runs it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace berth::base {

struct ProcessSpec {
    std::filesystem::path program;
    std::vector<std::string> arguments = {}; ///< without argv[0]
    /// Complete environment of the child; empty optional = the parent's own.
    std::optional<std::vector<std::string>> environment = std::nullopt;
    /// Descriptors of the parent and the numbers (below 100) they get in the child. 0, 1 and 2 are the
    /// parent's unless named here; everything else is closed (CLOEXEC).
    std::vector<std::pair<int, int>> inherited_fds = {};
    /// A session of its own: the child gets no signal of the parent's terminal.
    bool new_session = true;
    /// The signal the child gets when the *thread* that spawned it ends; 0 = it lives on.
    int parent_death_signal = 0;
};

/// The command line as a person would type it, for messages.
std::string to_text(const ProcessSpec& spec);

} // namespace berth::base
