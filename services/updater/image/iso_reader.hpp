// SPDX-License-Identifier: Apache-2.0
// Reads an ISO 9660 file front to back through libarchive. In user space on purpose: not every kernel that
// berth runs on has iso9660 (the reading is done once, at installation), and a damaged file then fails a
// program, not a mount.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace berth::updater {

struct IsoEntry {
    enum class Type { file, directory, other };
    std::string path; ///< as stored, not checked
    Type type = Type::other;
    std::uint64_t size_bytes = 0; ///< of a file
};

/// Every failure is a base::Error that names the iso.
class IsoReader {
public:
    explicit IsoReader(std::filesystem::path iso);
    ~IsoReader();
    IsoReader(const IsoReader&) = delete;
    IsoReader& operator=(const IsoReader&) = delete;

    /// The next entry, the root directory left out; std::nullopt at the end. What was not read of the last is
    /// skipped.
    std::optional<IsoEntry> next();

    /// Content of the present entry; 0 at its end.
    std::size_t read(char* buffer, std::size_t size);

private:
    struct State;
    std::filesystem::path iso_;
    std::unique_ptr<State> state_;
};

} // namespace berth::updater
