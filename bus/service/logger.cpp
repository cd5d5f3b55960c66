// SPDX-License-Identifier: Apache-2.0
#include "service/logger.hpp"

#include <spdlog/sinks/stdout_sinks.h>

#include "base/error.hpp"

namespace berth::service {

std::shared_ptr<spdlog::logger> make_logger(const std::string& service, bus::v1::Side /*side*/,
                                            const std::filesystem::path& /*socket*/, const std::string& level)
{
    auto logger = std::make_shared<spdlog::logger>(service, std::make_shared<spdlog::sinks::stderr_sink_mt>());
    logger->set_level(spdlog::level::from_str(level));
    return logger;
}

} // namespace berth::service
