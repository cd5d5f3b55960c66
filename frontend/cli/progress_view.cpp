// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/progress_view.hpp"

namespace berth::cli {
namespace {

constexpr std::chrono::milliseconds kRedraw{200}; // of the live line's time

StartProgress::Time now()
{
    return std::chrono::steady_clock::now();
}

} // namespace

void ProgressView::attach(Session& session)
{
    session.bus().on_event<bus::v1::ServiceStateChanged>(
        "host.broker.service.", [this](const std::string&, const bus::v1::ServiceStateChanged& event) {
            if (const auto line = progress_.service_changed(event.service(), now())) {
                show(*line);
            }
        });
    session.bus().on_event<lifecycle::v1::PhaseStarted>(
        "host.lifecycle.phase", [this](const std::string&, const lifecycle::v1::PhaseStarted& phase) {
            progress_.phase_started(phase, now());
            show_live();
        });
    session.bus().on_event<lifecycle::v1::PhaseFinished>(
        "host.lifecycle.phase", [this](const std::string&, const lifecycle::v1::PhaseFinished& phase) {
            show(progress_.phase_finished(phase));
        });
    if (shows_ && terminal_.is_terminal) {
        session.loop().add_periodic(kRedraw, [this] { show_live(); });
    }
}

void ProgressView::close()
{
    if (shows_) {
        show_live_line(terminal_, "");
    }
    shows_ = false;
}

void ProgressView::show(const StartProgress::Line& line)
{
    if (shows_) {
        show_live_line(terminal_, "");
        print_note(to_text(line, terminal_));
        show_live();
    }
}

void ProgressView::show_live() const
{
    if (shows_) {
        const std::string text = progress_.live_line(now());
        show_live_line(terminal_, text.empty() ? "" : "  " + text);
    }
}

} // namespace berth::cli
