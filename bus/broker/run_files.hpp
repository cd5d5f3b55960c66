// SPDX-License-Identifier: Apache-2.0
// The runtime directory at the end of everything: what berth made in it is taken away, and nothing else.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace berth::broker {

/// For when every process of the instance has ended. Removes by name; a socket of such a name that somebody
/// listens on is another program's, and stays. The directory goes too, unless something is left in it: the
/// names of that, sorted. Never throws: a leftover file of ours harms nobody.
std::vector<std::string> remove_run_files(const std::filesystem::path& run_dir) noexcept;

} // namespace berth::broker
