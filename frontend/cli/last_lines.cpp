// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/last_lines.hpp"

#include <google/protobuf/util/time_util.h>

#include "frontend/cli/broker_process.hpp"
#include "frontend/cli/log_source.hpp"

namespace berth::cli {
namespace {

constexpr unsigned kLines = 8;
constexpr std::chrono::milliseconds kLogDeadline{1000}; ///< for each record

} // namespace

std::vector<std::string> last_log_lines(const base::Instance& instance, const std::string& service)
{
    diagnostics::v1::LogQuery query;
    query.set_service(service);
    query.set_last(kLines);
    std::vector<std::string> lines;
    try {
        LogSource source(instance, query);
        while (const auto record = source.next(kLogDeadline)) {
            lines.push_back(record_text(*record, google::protobuf::util::TimeUtil::GetCurrentTime(), {}));
        }
    } catch (const base::Error&) {
        // the diagnostics service does not answer: the file below says what it can
    }
    return lines.empty() ? last_output_lines(instance, kLines) : lines;
}

} // namespace berth::cli
