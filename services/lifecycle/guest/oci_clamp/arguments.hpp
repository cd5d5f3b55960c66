// SPDX-License-Identifier: Apache-2.0
// Reads a command line of runc just far enough to know which file describes the process to be started. Pure.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace berth::lifecycle {

struct ProcessFile {
    enum class Kind {
        bundle_config, ///< config.json of a bundle: the process is its "process" member
        process,       ///< a file that is the process itself (runc exec --process)
    };
    std::filesystem::path path;
    Kind kind;
};

/// `arguments` is what follows the program's name. std::nullopt for commands that start no process of a file.
/// Options are read as Go's flag package does: one or two dashes, "--name value" or "--name=value", "--" ends
/// them.
std::optional<ProcessFile> find_process_file(const std::vector<std::string>& arguments);

} // namespace berth::lifecycle
