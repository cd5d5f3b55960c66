// SPDX-License-Identifier: Apache-2.0
#include "services/diagnostics/core/query_filter.hpp"

#include <utility>

namespace berth::diagnostics {

bool QueryFilter::matches(const v1::LogRecord& record) const
{
    return record.level() >= query_.min_level() && service_matches(record) && late_enough(record);
}

bool QueryFilter::service_matches(const v1::LogRecord& record) const
{
    const std::string& wanted = query_.service();
    if (wanted.empty() || wanted == record.service()) {
        return true;
    }
    return wanted == record.service() + (record.side() == bus::v1::SIDE_GUEST ? "@guest" : "@host");
}

bool QueryFilter::late_enough(const v1::LogRecord& record) const
{
    const auto order = [](const google::protobuf::Timestamp& time) {
        return std::make_pair(time.seconds(), time.nanos());
    };
    return !query_.has_since() || order(record.time()) >= order(query_.since());
}

} // namespace berth::diagnostics
