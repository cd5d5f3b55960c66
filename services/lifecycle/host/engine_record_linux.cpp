// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/host/engine_record.hpp"

#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/linux/pid_fd.hpp"

namespace berth::lifecycle {

bool EngineRecord::alive() const
{
    return init_host_pid > 0 && base::process_start_time(init_host_pid) == start_time;
}

std::optional<EngineRecord> load_engine_record(const std::filesystem::path& file)
{
    const base::Result<std::string> text = base::read_file(file);
    if (!text) {
        return std::nullopt;
    }
    const nlohmann::json json = nlohmann::json::parse(*text, nullptr, /*allow_exceptions=*/false);
    if (!json.is_object()) {
        return std::nullopt;
    }
    EngineRecord record;
    record.init_host_pid = json.value("init_host_pid", 0);
    record.start_time = json.value("start_time", std::uint64_t{0});
    record.base = json.value("base", "");
    record.pack = json.value("pack", "");
    record.pack_rootfs = json.value("pack_rootfs", "");
    return record;
}

void save_engine_record(const std::filesystem::path& file, const EngineRecord& record)
{
    const nlohmann::json json{{"init_host_pid", record.init_host_pid},
                              {"start_time", record.start_time},
                              {"base", record.base},
                              {"pack", record.pack},
                              {"pack_rootfs", record.pack_rootfs}};
    base::write_file_atomically(file, json.dump() + "\n", 0600);
}

void remove_engine_record(const std::filesystem::path& file)
{
    std::error_code ignored; // absent already is what is wanted
    std::filesystem::remove(file, ignored);
}

} // namespace berth::lifecycle
