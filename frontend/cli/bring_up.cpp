// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/bring_up.hpp"

#include <google/protobuf/util/time_util.h>

#include "frontend/cli/broker_process.hpp"
#include "frontend/cli/client_links.hpp"
#include "frontend/cli/core/start_verdict.hpp"
#include "frontend/cli/engine_context.hpp"
#include "frontend/cli/print/report_text.hpp"
#include "frontend/cli/progress_view.hpp"
#include "frontend/cli/start_berth.hpp"
#include "settings/settings.hpp"

namespace berth::cli {
namespace {

/// Every service reads the file and would say the same, one after the other.
void check_settings(const base::Instance& instance)
{
    try {
        (void)settings::load(instance.settings_file());
    } catch (const base::Error& error) {
        throw Exit(ExitCode::settings, error.what(), error.hint());
    }
}

void print_result(const base::Instance& instance, const StatusReport& report,
                  const std::vector<std::string>& client_lines, bool was_up)
{
    const Terminal terminal = standard_output();
    std::string line = headline(report, google::protobuf::util::TimeUtil::GetCurrentTime(), terminal);
    print_line(was_up ? line + " (it was up already)" : line);
    for (const std::string& each : degradations(report)) {
        print_line(terminal.paint(Colour::yellow, "  degraded: ") + each);
    }
    for (const std::string& each : client_lines) {
        print_line(each);
    }
    if (!was_up) {
        for (const std::string& each : engine_context_lines(instance)) {
            print_line(each);
        }
    }
}

bool is_up(const StatusReport& report)
{
    return !report.services.empty() && !find_start_failure(report, std::nullopt);
}

} // namespace

int bring_up(const base::Instance& instance, const UpOptions& options)
{
    check_settings(instance);
    std::optional<ProgressView> view; // outlives the session, whose events it shows
    const Connected connected = connect_or_start(instance, [&](Session& session, bool was_running) {
        view.emplace(was_running ? StartProgress::Kind::start : StartProgress::Kind::cold_start,
                     !options.json && options.waits);
        view->attach(session);
    });
    if (!options.waits) {
        if (!options.json) {
            print_line(connected.was_running ? "berth was started already" : "berth is starting");
            print_line("`" + command_text(instance, "status --watch") + "` shows how far it is");
        } else {
            print_line(to_json(query_status(*connected.session)));
        }
        return static_cast<int>(ExitCode::success);
    }
    const bool was_up = connected.was_running && is_up(query_status(*connected.session));
    const StatusReport report = start_everything(instance, *connected.session, options.deadline, *view);
    if (options.json) {
        print_line(to_json(report));
    }
    expect_good(instance, report, *view);
    const std::vector<std::string> client_lines = update_client_links(instance, report.images);
    if (!options.json) {
        print_result(instance, report, client_lines, was_up);
    }
    return static_cast<int>(ExitCode::success);
}

} // namespace berth::cli
