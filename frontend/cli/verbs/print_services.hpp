// SPDX-License-Identifier: Apache-2.0
// What the verbs with tables print and return.
#pragma once

#include <google/protobuf/util/time_util.h>

#include "frontend/cli/print/json.hpp"
#include "frontend/cli/print/output.hpp"
#include "frontend/cli/print/service_words.hpp"
#include "service/exit_code.hpp"

namespace berth::cli {

inline void print_table(const Table& table)
{
    for (const std::string& line : table.lines(standard_output())) {
        print_line(line);
    }
}

/// Of a message's repeated field.
template <class Named>
void print_names(const google::protobuf::RepeatedPtrField<Named>& all)
{
    for (const Named& each : all) {
        print_line(each.name());
    }
}

inline void print_services(const std::vector<bus::v1::ServiceStatus>& services)
{
    print_table(service_table(services, google::protobuf::util::TimeUtil::GetCurrentTime()));
}

/// Of a verb that wanted them to run.
inline service::ExitCode exit_code_after_start(const std::vector<bus::v1::ServiceStatus>& services)
{
    for (const bus::v1::ServiceStatus& each : services) {
        if (each.run() != bus::v1::ServiceStatus::RUN_READY &&
            each.run() != bus::v1::ServiceStatus::RUN_DEGRADED) {
            return service::ExitCode::failed;
        }
    }
    return service::ExitCode::success;
}

} // namespace berth::cli
