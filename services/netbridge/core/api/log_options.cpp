// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/api/log_options.hpp"

#include <algorithm>

namespace berth::netbridge {
namespace {

// The names of all drivers differ, so which driver is set does not matter.
constexpr std::string_view kPathOptions[] = {"syslog-tls-ca-cert", "syslog-tls-cert", "syslog-tls-key",
                                             "splunk-capath"};
constexpr std::string_view kAddressOptions[] = {"syslog-address", "fluentd-address"};
constexpr std::string_view kSocketSchemes[] = {"unix://", "unixgram://"};

} // namespace

std::optional<std::size_t> log_path_begin(std::string_view option, std::string_view value)
{
    if (std::find(std::begin(kPathOptions), std::end(kPathOptions), option) != std::end(kPathOptions)) {
        return 0;
    }
    if (std::find(std::begin(kAddressOptions), std::end(kAddressOptions), option) ==
        std::end(kAddressOptions)) {
        return std::nullopt;
    }
    for (const std::string_view scheme : kSocketSchemes) {
        if (value.starts_with(scheme)) {
            return scheme.size();
        }
    }
    return std::nullopt;
}

} // namespace berth::netbridge
