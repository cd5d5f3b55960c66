// SPDX-License-Identifier: Apache-2.0
// Which records a reader asked for. Pure.
#pragma once

#include "berth/diagnostics/v1/log.pb.h"

namespace berth::diagnostics {

class QueryFilter {
public:
    explicit QueryFilter(v1::LogQuery query) : query_(std::move(query)) {}

    /// A service's name matches both of its sides; "name@guest" and "name@host" one of them.
    bool matches(const v1::LogRecord& record) const;

private:
    bool service_matches(const v1::LogRecord& record) const;
    bool late_enough(const v1::LogRecord& record) const;

    v1::LogQuery query_;
};

} // namespace berth::diagnostics
