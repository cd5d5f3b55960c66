// SPDX-License-Identifier: Apache-2.0
// What clients and dockerd once said to each other, as tests/golden/api holds it; README.md there has the
// format.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace berth::netbridge::test {

enum class Side { client, engine };

/// What one side sent at once; without bytes: that it sends no more.
struct Chunk {
    Side from = Side::client;
    std::string bytes;
};

using RecordedConnection = std::vector<Chunk>;

/// Throws base::Error, with the line, on what is not in the format.
std::vector<RecordedConnection> read_recording(const std::filesystem::path& file);

/// Bytes as a line of a recording shows them.
std::string escaped(std::string_view bytes);

} // namespace berth::netbridge::test
