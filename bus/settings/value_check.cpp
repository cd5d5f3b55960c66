// SPDX-License-Identifier: Apache-2.0
#include "settings/value_check.hpp"

#include <array>

#include <boost/asio/ip/network_v4.hpp>
#include <nlohmann/json.hpp>

namespace berth::settings {
namespace {

constexpr unsigned kMaxStopSeconds = 3600;
constexpr unsigned short kMinPrefix = 8;
constexpr unsigned short kMaxPrefix =
    30; // two addresses are used: the host's end of the link and the engine's

std::optional<ValueProblem> check_stop_seconds(const v1::Settings& settings)
{
    const unsigned seconds = settings.engine().container_stop_seconds();
    if (seconds <= kMaxStopSeconds) {
        return std::nullopt;
    }
    return ValueProblem{"engine.container_stop_seconds",
                        "is " + std::to_string(seconds) + ", more than an hour",
                        "use 0 to " + std::to_string(kMaxStopSeconds)};
}

std::optional<ValueProblem> check_daemon_json(const v1::Settings& settings)
{
    const std::string& text = settings.engine().daemon_json();
    if (text.empty()) {
        return std::nullopt;
    }
    const auto parsed = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (parsed.is_object()) {
        return std::nullopt;
    }
    return ValueProblem{"engine.daemon_json", parsed.is_discarded() ? "is not JSON" : "is not a JSON object",
                        R"(write an object as text, quotes escaped: "{\"debug\": true}")"};
}

std::optional<ValueProblem> check_network_mode(const v1::Settings& settings)
{
    const std::string& mode = settings.network().mode();
    if (mode.empty() || mode == "kernel" || mode == "user") {
        return std::nullopt;
    }
    return ValueProblem{"network.mode", "is '" + mode + "', which is no network mode",
                        "use \"kernel\" or \"user\""};
}

std::optional<ValueProblem> check_subnet(const v1::Settings& settings)
{
    const std::string& text = settings.network().subnet();
    if (text.empty()) {
        return std::nullopt;
    }
    const std::string hint = "use an IPv4 network such as \"192.168.65.0/30\"";
    boost::system::error_code error;
    const auto network = boost::asio::ip::make_network_v4(text, error);
    if (error) {
        return ValueProblem{"network.subnet", "is '" + text + "', which is not an IPv4 network", hint};
    }
    if (network != network.canonical()) {
        return ValueProblem{"network.subnet", "is '" + text + "', an address inside a network",
                            "its network is \"" + network.canonical().to_string() + "\""};
    }
    if (network.prefix_length() < kMinPrefix || network.prefix_length() > kMaxPrefix) {
        return ValueProblem{"network.subnet", "is '" + text + "', whose size cannot be used",
                            "use a prefix length of " + std::to_string(kMinPrefix) + " to " +
                                std::to_string(kMaxPrefix)};
    }
    return std::nullopt;
}

std::optional<ValueProblem> check_logs(const v1::Settings& settings)
{
    const v1::Logs& logs = settings.logs();
    if (logs.has_max_megabytes() && logs.max_megabytes() == 0) {
        return ValueProblem{"logs.max_megabytes", "is 0",
                            "use at least 1: without logs a failure cannot be explained"};
    }
    if (logs.has_max_days() && logs.max_days() == 0) {
        return ValueProblem{"logs.max_days", "is 0", "use at least 1"};
    }
    return std::nullopt;
}

} // namespace

std::optional<ValueProblem> find_value_problem(const v1::Settings& written)
{
    constexpr std::array kChecks{check_stop_seconds, check_daemon_json, check_network_mode, check_subnet,
                                 check_logs};
    for (const auto check : kChecks) {
        if (std::optional<ValueProblem> problem = check(written)) {
            return problem;
        }
    }
    return std::nullopt;
}

} // namespace berth::settings
