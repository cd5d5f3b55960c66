// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/print/service_words.hpp"

#include "frontend/cli/print/words.hpp"

namespace berth::cli {

using bus::v1::ServiceStatus;

std::string run_word(ServiceStatus::Run run)
{
    return enum_word(ServiceStatus::Run_Name(run), "RUN_");
}

Colour run_colour(ServiceStatus::Run run)
{
    switch (run) {
    case ServiceStatus::RUN_READY:
        return Colour::green;
    case ServiceStatus::RUN_FAILED:
        return Colour::red;
    case ServiceStatus::RUN_STOPPED:
        return Colour::dim;
    default:
        return Colour::yellow;
    }
}

Table service_table(const std::vector<ServiceStatus>& services, const google::protobuf::Timestamp& now)
{
    Table table({"SERVICE", "STATE", "SINCE", "PID", "RESTARTS", "WHY"});
    for (const ServiceStatus& service : services) {
        table.add({service.name(),
                   {run_word(service.run()), run_colour(service.run())},
                   age_words(service.since(), now),
                   service.pid() == 0 ? "-" : std::to_string(service.pid()),
                   std::to_string(service.restarts()),
                   service.why()});
        if (!service.hint().empty()) {
            table.add_note("hint: " + service.hint());
        }
    }
    return table;
}

} // namespace berth::cli
