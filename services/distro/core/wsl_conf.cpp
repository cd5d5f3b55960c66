// SPDX-License-Identifier: Apache-2.0
#include "services/distro/core/wsl_conf.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>

namespace berth::distro {
namespace {

std::string trimmed(const std::string& text)
{
    const std::size_t first = text.find_first_not_of(" \t\r");
    return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

std::string without_quotes(const std::string& text)
{
    const bool is_quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
    return is_quoted ? text.substr(1, text.size() - 2) : text;
}

void take(WslConf& conf, const std::string& key, const std::string& value)
{
    if (key == "user.default") {
        conf.default_user = value;
    } else if (key == "network.generateresolvconf") {
        conf.generate_resolv_conf = lower(value) != "false" && value != "0";
    }
}

} // namespace

WslConf parse_wsl_conf(const std::string& text)
{
    WslConf conf;
    std::string section;
    std::istringstream lines(text);
    for (std::string raw; std::getline(lines, raw);) {
        const std::string line = trimmed(raw.substr(0, raw.find('#')));
        const std::size_t equals = line.find('=');
        if (line.size() > 2 && line.front() == '[' && line.back() == ']') {
            section = lower(trimmed(line.substr(1, line.size() - 2)));
        } else if (equals != std::string::npos) {
            take(conf, section + "." + lower(trimmed(line.substr(0, equals))),
                 without_quotes(trimmed(line.substr(equals + 1))));
        }
    }
    return conf;
}

} // namespace berth::distro
