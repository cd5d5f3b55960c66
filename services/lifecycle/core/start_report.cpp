// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/core/start_report.hpp"

namespace berth::lifecycle {
namespace {

// Parts end in NUL, which no message holds: "ready\0" or "failed\0<message>\0<hint>\0".
const std::string kReady("ready\0", 6);
const std::string kFailed("failed\0", 7);

} // namespace

std::string encode_ready()
{
    return kReady;
}

std::string encode_failed(const base::Failure& failure)
{
    return kFailed + failure.message.c_str() + '\0' + failure.hint.c_str() + '\0';
}

std::optional<base::Result<bool>> parse_start_report(const std::string& text)
{
    if (text == kReady) {
        return true;
    }
    if (text.rfind(kFailed, 0) != 0) {
        return std::nullopt;
    }
    const std::size_t message_end = text.find('\0', kFailed.size());
    if (message_end == std::string::npos || text.find('\0', message_end + 1) == std::string::npos) {
        return std::nullopt;
    }
    return base::Failure{text.c_str() + kFailed.size(), text.c_str() + message_end + 1};
}

} // namespace berth::lifecycle
