// SPDX-License-Identifier: Apache-2.0
#include "services/distro/host/init/start_pipes.hpp"

#include <nlohmann/json.hpp>

namespace berth::distro {

std::string ready_report()
{
    return "+\n";
}

std::string failed_report(const base::Failure& failure)
{
    // A path of the distro need not be UTF-8.
    return nlohmann::json{{"error", failure.message}, {"hint", failure.hint}}.dump(
               -1, ' ', false, nlohmann::json::error_handler_t::replace) +
           "\n";
}

std::optional<base::Result<void>> parse_report(const std::string& text)
{
    if (text.find('\n') == std::string::npos) {
        return std::nullopt;
    }
    if (text == ready_report()) {
        return base::Result<void>{};
    }
    const auto line = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!line.is_object()) {
        return base::Result<void>{base::Failure{"the distro's first process said something odd", ""}};
    }
    return base::Result<void>{base::Failure{line.value("error", ""), line.value("hint", "")}};
}

} // namespace berth::distro
