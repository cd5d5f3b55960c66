// SPDX-License-Identifier: Apache-2.0
// The log store.
#include "frontend/diagnose/check/check.hpp"

#include <google/protobuf/util/time_util.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "frontend/diagnose/check/core/service_rules.hpp"
#include "logging/log_query.hpp"

namespace berth::diagnose {
namespace {

constexpr std::chrono::milliseconds kReadDeadline{3000};

Finding write_into_directory(const Scene& scene, Progress& progress)
{
    const std::filesystem::path directory = scene.instance.log_dir();
    std::error_code unknown;
    if (!std::filesystem::exists(directory, unknown)) {
        return skip("there is no log yet: the first `" + scene.berth() + " up` makes " + directory.string());
    }
    const std::filesystem::path file = directory / ".diagnose-check";
    progress.waits_for("writing " + file.string());
    base::write_file_atomically(file, "x", 0600);
    if (!std::filesystem::remove(file, unknown)) {
        throw base::SystemError("removing " + file.string(), unknown.value());
    }
    return pass("wrote and removed a file in " + directory.string());
}

Finding look_at_losses(const Scene& scene, Progress& /*progress*/)
{
    return judge_log_losses(scene.status.services, scene.instance.log_dir().string());
}

Finding read_last_line(const Scene& scene, Progress& progress)
{
    const auto socket = scene.instance.run_dir() / "log-query.sock";
    progress.waits_for("a log line from " + socket.string());
    diagnostics::v1::LogQuery query;
    query.set_last(1);
    logging::LogReader reader(socket, query);
    diagnostics::v1::LogRecord record;
    const std::string restart = scene.berth() + " service restart diagnostics";
    switch (reader.next(record, kReadDeadline)) {
    case logging::LogReader::Next::record:
        return pass("the last line is of " + google::protobuf::util::TimeUtil::ToString(record.time()));
    case logging::LogReader::Next::end:
        return fail("the log store is empty", restart);
    case logging::LogReader::Next::deadline:
        break;
    }
    return fail(socket.string() + " gave no line within " + std::to_string(kReadDeadline.count()) + " ms",
                restart);
}

} // namespace

std::vector<Check> log_checks()
{
    return {
        {.id = "logs.writable",
         .title = "the log directory can be written",
         .run = write_into_directory,
         .needs = {.root = true}},
        {.id = "logs.losses",
         .title = "no log lines are being lost",
         .run = look_at_losses,
         .needs = {.berth = true}},
        {.id = "logs.readable",
         .title = "the log can be read back",
         .run = read_last_line,
         .needs = {.root = true, .up = true}},
    };
}

} // namespace berth::diagnose
