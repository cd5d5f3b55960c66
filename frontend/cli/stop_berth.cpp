// SPDX-License-Identifier: Apache-2.0
// The broker's end is what counts, seen by its pidfd, and then what is found alive; its answer is not needed.
// So a broker that dies on the way down is not waited for, and one that answers but does not end is noticed.
#include "frontend/cli/stop_berth.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>
#include <poll.h>

#include "base/linux/instance_processes.hpp"
#include "base/linux/pid_fd.hpp"
#include "frontend/cli/broker_process.hpp"
#include "frontend/cli/progress_view.hpp"
#include "frontend/cli/start_berth.hpp"

namespace berth::cli {
namespace {

constexpr std::chrono::milliseconds kGuardianDeadline{5000}; ///< from the broker's end to its guardian's
constexpr std::chrono::milliseconds kAdoptionDeadline{
    30000}; ///< for services found running to say how they are

/// Held before Shutdown is sent, so that a reused pid is never waited for. Empty when it has ended already.
base::UniqueFd open_if_lives(pid_t pid)
{
    try {
        return pid == 0 ? base::UniqueFd() : base::open_pid_fd(pid);
    } catch (const base::SystemError& error) {
        if (error.code() == ESRCH) {
            return {};
        }
        throw;
    }
}

Exit too_late(const base::Instance& instance, const StopOptions& options)
{
    std::string still;
    for (const std::string& each : left_behind(instance)) {
        still += (still.empty() ? "" : ", ") + each;
    }
    return Exit(ExitCode::deadline,
                fmt::format("berth is not down within {} s; still there: {}", options.deadline.count() / 1000,
                            still.empty() ? "the broker" : still),
                "it goes on stopping; `" + command_text(instance, "status") + "` shows how far it is");
}

/// Returns the guardian if that did not end.
std::vector<std::string> shut_down(const base::Instance& instance, Session& session,
                                   const StopOptions& options)
{
    const BrokerProcess broker = find_broker(instance).value_or(BrokerProcess{});
    const base::UniqueFd broker_end = open_if_lives(broker.pid);
    const base::UniqueFd guardian_end = open_if_lives(broker.guardian_pid);
    bool ended = !broker_end;
    if (broker_end) {
        session.loop().add_fd(broker_end.get(), POLLIN, [&] { ended = true; });
    }
    session.bus().request("broker@host", bus::v1::Shutdown{}, options.deadline,
                          [](const client::Outcome&) {});
    switch (session.wait([&] { return ended; }, options.deadline)) {
    case Session::Waited::interrupted:
        throw Exit(ExitCode::failed, "interrupted; berth goes on stopping",
                   "`" + command_text(instance, "status") + "` shows how far it is");
    case Session::Waited::deadline:
        throw too_late(instance, options);
    case Session::Waited::done:
        break;
    }
    if (guardian_end && !base::wait_pid_fd(guardian_end.get(), kGuardianDeadline)) {
        return {fmt::format("berth-guardian (process {})", broker.guardian_pid)};
    }
    return {};
}

std::vector<std::string> left_behind_after(const base::Instance& instance, std::vector<std::string> survivors)
{
    for (std::string& each : left_behind(instance)) {
        survivors.push_back(std::move(each));
    }
    return survivors;
}

/// A complete stop takes away what berth made, so the rest is somebody else's. Nothing is known while another
/// `berth up` has begun already.
std::vector<std::string> left_in_run_dir(const base::Instance& instance)
{
    std::vector<std::string> names;
    std::error_code error; // there is no directory: as it should be
    for (std::filesystem::directory_iterator it(instance.run_dir(), error), end; it != end;
         it.increment(error)) {
        names.push_back(it->path().filename());
    }
    const auto lock = std::find(names.begin(), names.end(), "up.lock");
    return lock == names.end() ? names : std::vector<std::string>{};
}

/// Whoever shall end the engine has to run. A person may have stopped it, or a service that it needs.
void start_keeper_of_engine(Session& session)
{
    constexpr const char* kKeeper = "lifecycle";
    const auto services = session.ask<bus::v1::ListServicesResponse>("broker@host", bus::v1::ListServices{});
    for (const bus::v1::ServiceStatus& service : services.response.services()) {
        if (service.name() == kKeeper && service.pid() == 0) {
            bus::v1::StartService start;
            start.set_name(kKeeper);
            // Without success, what it leaves is named in the end.
            (void)session.ask<bus::v1::StartServiceResponse>("broker@host", start, kAdoptionDeadline);
        }
    }
}

} // namespace

namespace {

/// What is left then.
std::vector<std::string> stop_once(const base::Instance& instance, const StopOptions& options)
{
    const bool has_broker = find_broker(instance).has_value();
    ProgressView view(StartProgress::Kind::stop, options.shows_progress);
    const Connected connected =
        connect_or_start(instance, [&](Session& session, bool /*was_running*/) { view.attach(session); });
    if (!has_broker) {
        // A new broker has adopted what lives; Drain reaches a service only once that has said Hello again.
        (void)connected.session->ask<bus::v1::StartServiceResponse>("broker@host", bus::v1::StartService{},
                                                                    kAdoptionDeadline);
    } else if (base::engine_process_count(instance) != 0) {
        start_keeper_of_engine(*connected.session);
    }
    return left_behind_after(instance, shut_down(instance, *connected.session, options));
}

} // namespace

StopResult stop_berth(const base::Instance& instance, const StopOptions& options)
{
    if (!find_broker(instance) && left_behind(instance).empty()) {
        return {};
    }
    StopResult result{.was_running = true, .survivors = stop_once(instance, options)};
    if (base::engine_process_count(instance) !=
        0) { // whoever was to end it died on the way; its successor can
        result.survivors = stop_once(instance, options);
    }
    if (result.survivors.empty()) {
        result.foreign = left_in_run_dir(instance);
    }
    return result;
}

} // namespace berth::cli
