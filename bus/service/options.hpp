// SPDX-License-Identifier: Apache-2.0
// The options that every service has.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "service/service.hpp"

namespace berth::service {

struct Options {
    base::Instance instance;
    std::string log_level = "info";
    bool describe = false;
    std::vector<std::string> rest; ///< what the service itself understands
};

/// Throws Exit(usage) for what cannot be understood.
Options parse_options(int argc, char** argv);

/// Throws Exit(usage) naming the first; for a program that has no options of its own.
void refuse_further(const std::vector<std::string>& arguments);

/// Where the broker's sockets and the log socket are, as this side sees them.
std::filesystem::path bus_directory(const Identity& identity, const base::Instance& instance);
std::filesystem::path log_socket(const Identity& identity, const base::Instance& instance);

/// What `--describe` prints: text of a fixed form, one line a fact.
std::string describe(const Identity& identity);

} // namespace berth::service
