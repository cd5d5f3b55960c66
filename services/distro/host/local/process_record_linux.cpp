// SPDX-License-Identifier: Apache-2.0
#include "services/distro/host/local/process_record.hpp"

#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/linux/pid_fd.hpp"

namespace berth::distro {

std::optional<v1::DistroProcess> load_live_process(const std::filesystem::path& file)
{
    const base::Result<std::string> text = base::read_file(file);
    if (!text) {
        return std::nullopt;
    }
    const auto json = nlohmann::json::parse(*text, nullptr, /*allow_exceptions=*/false);
    v1::DistroProcess process;
    try {
        process.set_pid(json.at("init_host_pid").get<int>());
        process.set_start_time(json.at("start_time").get<std::uint64_t>());
    } catch (const nlohmann::json::exception&) {
        return std::nullopt; // no record of ours
    }
    const bool is_alive =
        process.pid() > 0 && base::process_start_time(process.pid()) == process.start_time();
    return is_alive ? std::optional(process) : std::nullopt;
}

} // namespace berth::distro
