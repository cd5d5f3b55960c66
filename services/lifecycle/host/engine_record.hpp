// SPDX-License-Identifier: Apache-2.0
// What a new lifecycle process must know of the engine that its predecessor started: kept in the runtime
// directory, so it ends with the machine's uptime as the engine does.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/instance.hpp"

namespace berth::lifecycle {

struct EngineRecord {
    int init_host_pid = 0;        ///< berth-init, in the host's pid namespace
    std::uint64_t start_time = 0; ///< with the pid it names the process for good
    std::string base{};           ///< image versions it was started from; empty as long as they are not known
    std::string pack{};
    std::string pack_rootfs{}; ///< path of the pack's squashfs, in the host's mount namespace

    bool alive() const;
};

inline std::filesystem::path engine_record_file(const base::Instance& instance)
{
    return instance.run_dir() / "engine.json";
}

/// std::nullopt when there is none or it cannot be read.
std::optional<EngineRecord> load_engine_record(const std::filesystem::path& file);
void save_engine_record(const std::filesystem::path& file, const EngineRecord& record);
void remove_engine_record(const std::filesystem::path& file);

} // namespace berth::lifecycle
