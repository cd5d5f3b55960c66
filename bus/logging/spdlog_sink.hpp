// SPDX-License-Identifier: Apache-2.0
// spdlog messages as log records. Safe for several threads.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>

#include <spdlog/sinks/base_sink.h>

#include "logging/log_writer.hpp"

namespace berth::logging {

/// How long records that could not leave wait until logger.flush() is called again.
constexpr std::chrono::milliseconds kFlushRetry{100};

diagnostics::v1::Level to_level(spdlog::level::level_enum level);

class RecordSink final : public spdlog::sinks::base_sink<std::mutex> {
public:
    /// `on_waiting` (may be empty) is called each time records begin to wait, on the thread that logged and
    /// under the sink's lock: it must do no more than arrange for logger.flush() in kFlushRetry, again and
    /// again while waiting() holds.
    explicit RecordSink(std::unique_ptr<LogWriter> writer, std::function<void()> on_waiting = {});

    bool waiting();

protected:
    void sink_it_(const spdlog::details::log_msg& message) override;
    void flush_() override;

private:
    std::unique_ptr<LogWriter> writer_;
    std::function<void()> on_waiting_;
};

} // namespace berth::logging
