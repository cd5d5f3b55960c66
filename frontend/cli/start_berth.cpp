// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/start_berth.hpp"

#include <fmt/format.h>
#include <poll.h>

#include "frontend/cli/broker_process.hpp"
#include "frontend/cli/core/start_verdict.hpp"
#include "frontend/cli/last_lines.hpp"
#include "frontend/cli/progress_view.hpp"

namespace berth::cli {
namespace {

constexpr std::chrono::milliseconds kStartLockDeadline{60000}; ///< for another `up` to get its broker going
constexpr std::chrono::milliseconds kBrokerDeadline{15000};    ///< from its start to its Welcome
constexpr std::size_t kOutputLines = 5;

std::string with_output(const base::Instance& instance, std::string message)
{
    for (const std::string& line : last_output_lines(instance, kOutputLines)) {
        message += "\n    " + line;
    }
    return message;
}

/// Waits for the Welcome of a broker that was just started; its guardian's end is the earlier bad news.
void wait_for_broker(const base::Instance& instance, Session& session, std::optional<base::Child>& guardian)
{
    bool gave_up = false;
    loop::Registration watch = 0;
    if (guardian) {
        watch = session.loop().add_fd(guardian->pid_fd(), POLLIN, [&] { gave_up = true; });
    }
    const auto waited = session.wait([&] { return session.bus().connected() || gave_up; }, kBrokerDeadline);
    session.loop().remove(watch);
    if (session.bus().connected()) {
        if (guardian) {
            guardian->release(); // from now on it lives on its own
        }
        return;
    }
    const std::string log = (instance.log_dir() / "output.log").string();
    if (gave_up) {
        throw Exit(ExitCode::failed, with_output(instance, "the broker does not start; it said last:"),
                   "all of its output is in " + log);
    }
    throw Exit(waited == Session::Waited::interrupted ? ExitCode::failed : ExitCode::deadline,
               with_output(instance, waited == Session::Waited::interrupted
                                         ? "interrupted before the broker was ready"
                                         : fmt::format("the broker was not ready within {} s",
                                                       kBrokerDeadline.count() / 1000)),
               "see " + log);
}

/// StartService of everything, sent again to a broker that came back; settled once it has answered.
class StartRequest {
public:
    StartRequest(Session& session, std::chrono::milliseconds deadline)
        : session_(session), end_(loop::Clock::now() + deadline)
    {
        session_.bus().on_connection_change([state = state_, this](bool connected) {
            if (connected && !state->finished) {
                send();
            }
        });
        send();
    }
    ~StartRequest() { state_->finished = true; } // the handler above stays, and does nothing any more
    StartRequest(const StartRequest&) = delete;
    StartRequest& operator=(const StartRequest&) = delete;

    bool settled() const { return state_->outcome.has_value(); }
    const bus::v1::Status& status() const { return *state_->outcome; }

private:
    struct State {
        std::optional<bus::v1::Status> outcome;
        bool finished = false;
    };

    void send()
    {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end_ - loop::Clock::now());
        session_.bus().request("broker@host", bus::v1::StartService{},
                               std::max(left, std::chrono::milliseconds{1}),
                               [state = state_](const client::Outcome& outcome) {
                                   if (!state->finished) {
                                       state->outcome = outcome.status;
                                   }
                               });
    }

    Session& session_;
    loop::Clock::time_point end_;
    std::shared_ptr<State> state_ = std::make_shared<State>();
};

} // namespace

Connected connect_or_start(const base::Instance& instance, const Prepare& prepare)
{
    if (find_broker(instance)) {
        Connected connected{Session::open(instance), true};
        prepare(*connected.session, connected.was_running);
        return connected;
    }
    const base::UniqueFd lock = lock_start(instance, kStartLockDeadline);
    Connected connected{std::make_unique<Session>(instance), find_broker(instance).has_value()};
    prepare(*connected.session, connected.was_running);
    std::optional<base::Child> guardian;
    if (!connected.was_running && !broker_lock_is_held(instance)) {
        guardian = start_broker(instance);
    }
    wait_for_broker(instance, *connected.session, guardian);
    return connected;
}

StatusReport start_everything(const base::Instance& instance, Session& session,
                              std::chrono::milliseconds deadline, ProgressView& view)
{
    const StartRequest request(session, deadline);
    const auto waited = session.wait([&] { return request.settled(); }, deadline + kAnswerDeadline);
    view.close();
    if (waited == Session::Waited::interrupted) {
        throw Exit(ExitCode::failed, "interrupted; berth goes on starting",
                   "`" + command_text(instance, "status") + "` shows how far it is, `" +
                       command_text(instance, "down") + "` stops it");
    }
    StatusReport report = query_status(session);
    if (waited == Session::Waited::deadline || request.status().code() == bus::v1::STATUS_CODE_DEADLINE) {
        throw Exit(ExitCode::deadline,
                   fmt::format("berth is not ready within {} s: {}", deadline.count() / 1000,
                               what_is_not_ready(report)),
                   "`" + command_text(instance, "status --watch") + "` shows how it goes on");
    }
    if (request.status().code() != bus::v1::STATUS_CODE_UNSPECIFIED) {
        throw exit_for(request.status());
    }
    return report;
}

void expect_good(const base::Instance& instance, const StatusReport& report, const ProgressView& view)
{
    const std::optional<StartFailure> failure = find_start_failure(report, view.progress().failed_phase());
    if (!failure) {
        return;
    }
    std::string message = failure->message;
    const std::vector<std::string> lines = failure->last_lines.empty() && !failure->service.empty()
                                               ? last_log_lines(instance, failure->service)
                                               : failure->last_lines;
    for (const std::string& line : lines) {
        message += "\n    " + line;
    }
    throw Exit(ExitCode::failed, message,
               failure->hint.empty() ? "`" + command_text(instance, "status") + "` shows more"
                                     : failure->hint);
}

} // namespace berth::cli
