// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/log_source.hpp"

#include <cerrno>

#include <fmt/format.h>

#include "frontend/cli/broker_process.hpp"
#include "frontend/cli/print/words.hpp"

namespace berth::cli {

using diagnostics::v1::LogRecord;

namespace {

logging::LogReader open_reader(const base::Instance& instance, const diagnostics::v1::LogQuery& query)
{
    try {
        return logging::LogReader(instance.run_dir() / "log-query.sock", query);
    } catch (const base::SystemError& error) {
        if (error.code() == EACCES || error.code() == EPERM) {
            throw Exit(ExitCode::denied, "only root may read berth's logs",
                       "put sudo in front of the command; members of the group berth may read them "
                       "without it");
        }
        if (error.code() != ENOENT && error.code() != ECONNREFUSED) {
            throw;
        }
    }
    if (!find_broker(instance)) {
        const Exit down = not_running(instance);
        throw Exit(down.code(), down.what(),
                   down.hint() + "; earlier logs are in " + instance.log_dir().string());
    }
    throw Exit(ExitCode::failed, "the diagnostics service does not run, so nobody can be asked for logs",
               "start it with `" + command_text(instance, "service start diagnostics") +
                   "`; the files are in " + instance.log_dir().string());
}

Colour colour_of(diagnostics::v1::Level level)
{
    switch (level) {
    case diagnostics::v1::LEVEL_ERROR:
        return Colour::red;
    case diagnostics::v1::LEVEL_WARNING:
        return Colour::yellow;
    case diagnostics::v1::LEVEL_DEBUG:
        return Colour::dim;
    default:
        return Colour::none;
    }
}

} // namespace

LogSource::LogSource(const base::Instance& instance, const diagnostics::v1::LogQuery& query)
    : reader_(open_reader(instance, query))
{}

std::optional<LogRecord> LogSource::next(std::chrono::milliseconds at_most)
{
    LogRecord record;
    switch (reader_.next(record, at_most)) {
    case logging::LogReader::Next::record:
        return record;
    case logging::LogReader::Next::end:
        ended_ = true;
        break;
    case logging::LogReader::Next::deadline:
        break;
    }
    return std::nullopt;
}

std::string record_text(const LogRecord& record, const google::protobuf::Timestamp& now,
                        const Terminal& terminal)
{
    const std::string level = enum_word(diagnostics::v1::Level_Name(record.level()), "LEVEL_");
    std::string text =
        fmt::format("{} {:<7} {}{}: {}", clock_time(record.time(), now), level, record.service(),
                    record.side() == bus::v1::SIDE_GUEST ? "@guest" : "", record.message());
    for (const auto& [key, value] : record.fields()) {
        text += fmt::format(" {}={}", key, value);
    }
    return terminal.paint(colour_of(record.level()), text);
}

} // namespace berth::cli
