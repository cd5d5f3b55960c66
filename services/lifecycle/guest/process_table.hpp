// SPDX-License-Identifier: Apache-2.0
// What berth-init supervises, as data. Everything here is started again whenever it ends while it is wanted
// (restart_backoff.hpp says when): the first restart is immediate.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace berth::lifecycle {

enum class LivesIn {
    init_root,    ///< the base image's root, as berth-init itself
    daemons_root, ///< the pack's root, in the daemons' mount namespace
};

struct ProcessEntry {
    std::string name;              ///< in events, status and logs
    std::filesystem::path program; ///< in its own root
    std::vector<std::string> arguments;
    LivesIn lives_in = LivesIn::init_root;
    /// Removed before each start. They are of the process's last life, and mislead the next one or those who
    /// wait for it.
    std::vector<std::filesystem::path> stale_files;
};

/// The environment of every supervised process.
std::vector<std::string> process_environment();

/// Guest halves whose programs the base image holds; wanted for the whole life of the engine, in order of
/// start.
std::vector<ProcessEntry> guest_halves();

/// Wanted from StartDaemons to StopDaemons.
ProcessEntry containerd_entry();
ProcessEntry dockerd_entry();

/// Helper that builds the daemons' root and executes programs in it.
std::filesystem::path engine_root_program();

} // namespace berth::lifecycle
