// SPDX-License-Identifier: Apache-2.0
// The only place of this program that speaks with the log store.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/instance.hpp"
#include "berth/diagnostics/v1/log.pb.h"
#include "frontend/cli/print/output.hpp"
#include "logging/log_query.hpp"

namespace berth::cli {

class LogSource {
public:
    /// Throws Exit: not_running when neither berth nor its diagnostics service runs, denied; base::Error.
    LogSource(const base::Instance& instance, const diagnostics::v1::LogQuery& query);

    /// The next record, oldest first; none at the stream's end or when nothing came within the time.
    std::optional<diagnostics::v1::LogRecord> next(std::chrono::milliseconds at_most);
    bool ended() const { return ended_; }
    int fd() const { return reader_.fd(); }

private:
    logging::LogReader reader_;
    bool ended_ = false;
};

/// "14:03:07.250 warning lifecycle: text key=value"; the engine's own have "@guest" behind the service.
std::string record_text(const diagnostics::v1::LogRecord& record, const google::protobuf::Timestamp& now,
                        const Terminal& terminal);

} // namespace berth::cli
