// SPDX-License-Identifier: Apache-2.0
#include "logging/spdlog_sink.hpp"

namespace berth::logging {

diagnostics::v1::Level to_level(spdlog::level::level_enum level)
{
    switch (level) {
    case spdlog::level::trace:
    case spdlog::level::debug:
        return diagnostics::v1::LEVEL_DEBUG;
    case spdlog::level::warn:
        return diagnostics::v1::LEVEL_WARNING;
    case spdlog::level::err:
    case spdlog::level::critical:
        return diagnostics::v1::LEVEL_ERROR;
    default:
        return diagnostics::v1::LEVEL_INFO;
    }
}

RecordSink::RecordSink(std::unique_ptr<LogWriter> writer, std::function<void()> on_waiting)
    : writer_(std::move(writer)), on_waiting_(std::move(on_waiting))
{}

bool RecordSink::waiting()
{
    const std::lock_guard lock(mutex_);
    return writer_->waiting();
}

void RecordSink::sink_it_(const spdlog::details::log_msg& message)
{
    const bool waited = writer_->waiting();
    writer_->write(to_level(message.level), std::string_view(message.payload.data(), message.payload.size()));
    if (!waited && writer_->waiting() && on_waiting_) {
        on_waiting_();
    }
}

void RecordSink::flush_()
{
    writer_->flush();
}

} // namespace berth::logging
