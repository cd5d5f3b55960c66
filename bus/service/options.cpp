// SPDX-License-Identifier: Apache-2.0
#include "service/options.hpp"

#include <fmt/format.h>

#include "service/exit.hpp"

namespace berth::service {
namespace {

const std::filesystem::path kGuestRunDir = "/run/berth"; // in the engine's mount namespace

base::Instance instance_of(const std::string& name)
{
    try {
        return base::Instance(name);
    } catch (const base::Error& error) {
        throw Exit(ExitCode::usage, error);
    }
}

} // namespace

Options parse_options(int argc, char** argv)
{
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        const auto value = [&]() -> std::string {
            if (++i >= argc) {
                throw Exit(ExitCode::usage, word + " needs a value");
            }
            return argv[i];
        };
        if (word == "--instance") {
            options.instance = instance_of(value());
        } else if (word == "--log-level") {
            options.log_level = value();
        } else if (word == "--describe") {
            options.describe = true;
        } else {
            options.rest.push_back(word);
        }
    }
    return options;
}

void refuse_further(const std::vector<std::string>& arguments)
{
    if (!arguments.empty()) {
        throw Exit(ExitCode::usage, "unexpected argument '" + arguments.front() + "'",
                   "the options are --instance NAME, --log-level LEVEL and --describe");
    }
}

std::filesystem::path bus_directory(const Identity& identity, const base::Instance& instance)
{
    return identity.side == bus::v1::SIDE_GUEST ? kGuestRunDir / "bus" : instance.bus_dir();
}

std::filesystem::path log_socket(const Identity& identity, const base::Instance& instance)
{
    return (identity.side == bus::v1::SIDE_GUEST ? kGuestRunDir : instance.run_dir()) / "log.sock";
}

std::string describe(const Identity& identity)
{
    const bool is_guest = identity.side == bus::v1::SIDE_GUEST;
    std::string text = fmt::format("service {} ({})\n", identity.name, is_guest ? "guest" : "host");
    for (const std::string& command : identity.commands) {
        text += "answers " + command + "\n";
    }
    for (const std::string& topic : identity.publishes) {
        text += "publishes " + topic + "\n";
    }
    return text;
}

} // namespace berth::service
