// SPDX-License-Identifier: Apache-2.0
// berth logs: the records of all services, the engine's daemons among them, oldest first.
#include <google/protobuf/util/time_util.h>
#include <poll.h>

#include "frontend/cli/core/since.hpp"
#include "frontend/cli/exit.hpp"
#include "frontend/cli/interrupts.hpp"
#include "frontend/cli/log_source.hpp"
#include "frontend/cli/print/json.hpp"
#include "frontend/cli/verbs/verbs.hpp"
#include "loop/event_loop.hpp"

namespace berth::cli {
namespace {

using google::protobuf::util::TimeUtil;

constexpr std::chrono::milliseconds kRecordDeadline{5000}; ///< for the next record when not following
constexpr std::chrono::milliseconds kNoWait{0};

diagnostics::v1::Level level_of(const std::string& word)
{
    if (word == "debug") {
        return diagnostics::v1::LEVEL_DEBUG;
    }
    if (word == "warning") {
        return diagnostics::v1::LEVEL_WARNING;
    }
    return word == "error" ? diagnostics::v1::LEVEL_ERROR : diagnostics::v1::LEVEL_INFO;
}

diagnostics::v1::LogQuery query_of(const Arguments& arguments)
{
    diagnostics::v1::LogQuery query;
    query.set_service(arguments.text("service"));
    if (arguments.has("level")) {
        query.set_min_level(level_of(arguments.text("level")));
    }
    if (arguments.has("since")) {
        const auto since = parse_since(arguments.text("since"), TimeUtil::GetCurrentTime());
        if (!since) {
            throw Exit(ExitCode::usage, since.error().message, since.error().hint);
        }
        *query.mutable_since() = *since;
    }
    query.set_last(arguments.count("lines", 0));
    query.set_follow(arguments.flag("follow"));
    return query;
}

void print_record(const diagnostics::v1::LogRecord& record, bool json)
{
    print_line(json ? to_json(record) : record_text(record, TimeUtil::GetCurrentTime(), standard_output()));
}

int print_all(LogSource& source, bool json)
{
    while (const auto record = source.next(kRecordDeadline)) {
        print_record(*record, json);
    }
    if (!source.ended()) {
        throw Exit(ExitCode::deadline, "the diagnostics service stopped answering in the middle of the logs",
                   "`berth service restart diagnostics` starts it anew");
    }
    return static_cast<int>(ExitCode::success);
}

int follow(LogSource& source, bool json)
{
    const base::UniqueFd signals = open_interrupts();
    loop::EventLoop loop;
    const auto print_ready = [&] {
        while (const auto record = source.next(kNoWait)) {
            print_record(*record, json);
        }
        if (source.ended()) {
            loop.stop();
        }
    };
    bool interrupted = false;
    loop.add_fd(source.fd(), POLLIN, print_ready);
    loop.add_fd(signals.get(), POLLIN, [&] {
        interrupted |= take_interrupt(signals.get());
        loop.stop();
    });
    loop.post(print_ready); // the reader may have some already
    loop.run();
    if (!interrupted) {
        throw Exit(ExitCode::failed, "the diagnostics service ended the logs",
                   "it restarts; run the command again");
    }
    return static_cast<int>(ExitCode::success);
}

int run(const Invocation& invocation)
{
    LogSource source(invocation.instance, query_of(invocation.arguments));
    return invocation.arguments.flag("follow") ? follow(source, invocation.json)
                                               : print_all(source, invocation.json);
}

} // namespace

Verb logs_verb()
{
    return {.path = "logs",
            .summary = "Show what the services and the engine logged",
            .options = {{.names = "-f,--follow", .help = "Go on with new records until Ctrl-C"},
                        {.names = "--service",
                         .help = "Only of this service, e.g. lifecycle or dockerd",
                         .kind = Option::Kind::text,
                         .value_name = "NAME"},
                        {.names = "--level",
                         .help = "Only from this level on",
                         .kind = Option::Kind::text,
                         .value_name = "LEVEL",
                         .choices = {"debug", "info", "warning", "error"}},
                        {.names = "--since",
                         .help = "Only since then: 90s, 10m, 2h30m, 1d, or 2026-01-31T14:00:00Z",
                         .kind = Option::Kind::text,
                         .value_name = "TIME"},
                        {.names = "-n,--lines",
                         .help = "Only the last so many that match",
                         .kind = Option::Kind::count,
                         .value_name = "NUMBER"},
                        json_option("one object a line")},
            .run = run};
}

} // namespace berth::cli
