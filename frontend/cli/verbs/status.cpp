// SPDX-License-Identifier: Apache-2.0
// berth status: every service is asked at this moment; nothing is remembered.
#include <google/protobuf/util/time_util.h>

#include "frontend/cli/broker_process.hpp"
#include "frontend/cli/print/json.hpp"
#include "frontend/cli/print/report_text.hpp"
#include "frontend/cli/status_query.hpp"
#include "frontend/cli/verbs/verbs.hpp"

namespace berth::cli {
namespace {

constexpr std::chrono::milliseconds kSettle{100}; ///< events come in groups: one redraw for all of them
constexpr std::chrono::milliseconds kRefresh{
    5000}; ///< also without an event: its answers are live, and so are ages

void print_report(const StatusReport& report, bool json)
{
    if (json) {
        print_line(to_json(report));
        return;
    }
    for (const std::string& line :
         status_lines(report, google::protobuf::util::TimeUtil::GetCurrentTime(), standard_output())) {
        print_line(line);
    }
}

int run_once(const Invocation& invocation)
{
    if (!find_broker(invocation.instance)) {
        if (!invocation.json) {
            throw not_running(invocation.instance);
        }
        print_report({}, true);
        return static_cast<int>(ExitCode::not_running);
    }
    const StatusReport report = query_status(*Session::open(invocation.instance));
    print_report(report, invocation.json);
    return static_cast<int>(exit_code_of(overall(report)));
}

int watch(const Invocation& invocation)
{
    const std::unique_ptr<Session> session = Session::open(invocation.instance);
    bool changed = true;
    session->bus().subscribe(
        "", [&](const std::string&, const bus::v1::Envelope&, const std::string&) { changed = true; });
    session->bus().on_connection_change([&](bool) { changed = true; });
    for (;;) {
        changed = false;
        const StatusReport report = session->bus().connected() ? query_status(*session) : StatusReport{};
        if (!invocation.json) {
            clear_screen(standard_output());
        }
        print_report(report, invocation.json);
        if (session->wait([&] { return changed; }, kRefresh) == Session::Waited::interrupted ||
            session->wait([] { return false; }, kSettle) == Session::Waited::interrupted) {
            return static_cast<int>(ExitCode::success);
        }
    }
}

int run(const Invocation& invocation)
{
    return invocation.arguments.flag("watch") ? watch(invocation) : run_once(invocation);
}

} // namespace

Verb status_verb()
{
    return {.path = "status",
            .summary = "Ask every service how it is, and say why for anything not ready",
            .options = {{.names = "--watch", .help = "Go on, and show it again after each change"},
                        json_option("one object (one a line with --watch)")},
            .run = run};
}

} // namespace berth::cli
