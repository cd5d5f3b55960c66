// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/core/start_progress.hpp"

#include <fmt/format.h>
#include <google/protobuf/util/time_util.h>

#include "frontend/cli/print/service_words.hpp"
#include "frontend/cli/print/words.hpp"

namespace berth::cli {

using bus::v1::ServiceStatus;
using google::protobuf::util::TimeUtil;

namespace {

bool is_under_way(ServiceStatus::Run run)
{
    return run == ServiceStatus::RUN_STARTING || run == ServiceStatus::RUN_STOPPING ||
           run == ServiceStatus::RUN_WAITING;
}

bool is_news_at_once(StartProgress::Kind kind, ServiceStatus::Run run)
{
    switch (kind) {
    case StartProgress::Kind::cold_start:
        return run != ServiceStatus::RUN_STOPPED;
    case StartProgress::Kind::start:
        return run == ServiceStatus::RUN_FAILED;
    case StartProgress::Kind::stop:
        break;
    }
    return false;
}

std::chrono::milliseconds milliseconds_of(const google::protobuf::Duration& duration)
{
    return std::chrono::milliseconds(TimeUtil::DurationToMilliseconds(duration));
}

std::chrono::milliseconds between(StartProgress::Time from, StartProgress::Time to)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(to - from);
}

} // namespace

std::optional<StartProgress::Line> StartProgress::service_changed(const ServiceStatus& service, Time now)
{
    const auto last = last_.find(service.name());
    const bool is_first = last == last_.end();
    const bool is_repeated = !is_first && last->second == service.run();
    last_[service.name()] = service.run();
    if (is_under_way(service.run())) {
        if (service.run() == ServiceStatus::RUN_WAITING) {
            changing_.erase(service.name()); // its time begins when it is started
        } else {
            changing_.emplace(service.name(), now);
        }
        return std::nullopt;
    }
    if (is_repeated || (is_first && !is_news_at_once(kind_, service.run()))) {
        return std::nullopt;
    }
    const auto began = changing_.find(service.name());
    Line line{.what = service.name(),
              .state = run_word(service.run()),
              .colour = run_colour(service.run()),
              .took = {},
              .why = {}};
    if (began != changing_.end()) {
        line.took = duration_words(between(began->second, now));
        changing_.erase(began);
    }
    if (service.run() == ServiceStatus::RUN_FAILED || service.run() == ServiceStatus::RUN_DEGRADED) {
        line.why = service.why();
    }
    return line;
}

void StartProgress::phase_started(const lifecycle::v1::PhaseStarted& phase, Time now)
{
    phase_ = Phase{phase.phase(), milliseconds_of(phase.deadline()), now};
}

StartProgress::Line StartProgress::phase_finished(const lifecycle::v1::PhaseFinished& phase)
{
    if (phase_ && phase_->name == phase.phase()) {
        phase_.reset();
    }
    const bool is_good = phase.failure().empty();
    if (!is_good) {
        failed_phase_ = phase;
    }
    return {.what = "engine: " + phase.phase(),
            .state = is_good ? "done" : "failed",
            .colour = is_good ? Colour::green : Colour::red,
            .took = duration_words(milliseconds_of(phase.took())),
            .why = phase.failure()};
}

std::string StartProgress::live_line(Time now) const
{
    if (phase_) {
        const std::string limit =
            phase_->deadline.count() > 0 ? " of at most " + duration_words(phase_->deadline) : std::string();
        return fmt::format("engine: {} ({}{})", phase_->name, duration_words(between(phase_->began, now)),
                           limit);
    }
    std::string text;
    for (const auto& [name, began] : changing_) {
        text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", name, duration_words(between(began, now)));
    }
    return text;
}

std::string to_text(const StartProgress::Line& line, const Terminal& terminal)
{
    constexpr std::size_t kWhatColumns = 32;
    constexpr std::size_t kStateColumns = 9;
    const auto padded = [](const std::string& text, std::size_t columns) {
        return text + std::string(columns - std::min(columns, text.size()), ' ');
    };
    std::string text = "  " + padded(line.what, kWhatColumns) + " " +
                       terminal.paint(line.colour, padded(line.state, line.took.empty() ? 0 : kStateColumns));
    if (!line.took.empty()) {
        text += " " + line.took;
    }
    if (!line.why.empty()) {
        text += "\n    " + line.why;
    }
    return text;
}

} // namespace berth::cli
