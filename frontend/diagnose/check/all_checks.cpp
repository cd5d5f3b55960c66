// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/check.hpp"

#include <array>
#include <iterator>

namespace berth::diagnose {

const std::vector<Check>& all_checks()
{
    static const std::vector<Check> kChecks = [] {
        constexpr std::array kAreas{kernel_checks,      store_checks,   disk_checks,     image_checks,
                                    service_checks,     api_checks,     leftover_checks, mount_checks,
                                    socket_checks,      network_checks, dns_checks,      clock_checks,
                                    certificate_checks, context_checks, log_checks,      isolation_checks};
        std::vector<Check> all;
        for (const auto area : kAreas) {
            std::vector<Check> some = area();
            std::move(some.begin(), some.end(), std::back_inserter(all));
        }
        return all;
    }();
    return kChecks;
}

std::vector<std::string> ids_of(const std::vector<Check>& checks)
{
    std::vector<std::string> ids;
    for (const Check& check : checks) {
        ids.push_back(check.id);
    }
    return ids;
}

} // namespace berth::diagnose
