// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace berth::broker {

/// Read-only status for the members of the group "berth", where the machine has one: they may reach the
/// socket for questions and the one of events, and nothing else in the directory. Throws base::SystemError.
void open_to_group(const std::filesystem::path& bus_dir);

} // namespace berth::broker
