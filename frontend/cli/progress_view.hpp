// SPDX-License-Identifier: Apache-2.0
// Shows a StartProgress on standard error while a session's loop turns: finished things as lines, and on a
// terminal what is under way as one live line.
#pragma once

#include "frontend/cli/core/start_progress.hpp"
#include "frontend/cli/session.hpp"

namespace berth::cli {

class ProgressView {
public:
    ProgressView(StartProgress::Kind kind, bool shows)
        : shows_(shows), terminal_(standard_error()), progress_(kind)
    {}
    ~ProgressView() { close(); }
    ProgressView(const ProgressView&) = delete;
    ProgressView& operator=(const ProgressView&) = delete;

    /// Subscribes; the view must outlive the session's loop turns.
    void attach(Session& session);
    /// Takes the live line away; nothing is shown any more.
    void close();

    const StartProgress& progress() const { return progress_; }

private:
    void show(const StartProgress::Line& line);
    void show_live() const;

    bool shows_;
    Terminal terminal_;
    StartProgress progress_;
};

} // namespace berth::cli
