// SPDX-License-Identifier: Apache-2.0
// Makes the engine see the distros that it shall see, and no others. There is one way to a change: say what
// is wanted, then look() compares it with what is and starts what closes the gap. A projection that was lost,
// or that a predecessor left, is found the same way. The projections themselves belong to the engine's mount
// namespace: they outlive this object, and end with the engine.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <spdlog/logger.h>

#include "base/result.hpp"
#include "loop/program_run.hpp"
#include "services/distro/core/projections.hpp"
#include "services/distro/host/process_watch.hpp"

namespace berth::distro {

class Attachments {
public:
    /// `hidden`: directories of the host whose mounts the engine must not see. `on_change` is called on the
    /// loop's thread when projections() says something else.
    Attachments(loop::EventLoop& loop, spdlog::logger& log, std::vector<std::string> hidden,
                std::function<void()> on_change);
    ~Attachments();
    Attachments(const Attachments&) = delete;
    Attachments& operator=(const Attachments&) = delete;

    void set_wanted(const std::vector<Distro>& distros);
    /// berth-init in the caller's pid namespace, 0 for no engine. Its end is noticed though nobody tells it.
    void set_engine(int init_pid);

    const Projections& projections() const { return projections_; }

    /// `on_settled` is called once nothing is under way any more, at once or later: when everything that can
    /// be done now has been done or has failed.
    void look_and_settle(std::function<void()> on_settled);
    void stop(); ///< what is under way is ended, nobody is told

private:
    void look();
    void note_lost();
    void attach_missing();
    void detach_unwanted();
    using Judge = void (Attachments::*)(const Distro& distro, const std::optional<base::Failure>& failure);
    void run(const Distro& distro, const base::ProcessSpec& spec, Judge judge);
    void on_attach_end(const Distro& distro, const std::optional<base::Failure>& failure);
    void on_detach_end(const Distro& distro, const std::optional<base::Failure>& failure);
    void go_on();
    void on_engine_end();

    loop::EventLoop& loop_;
    spdlog::logger& log_;
    std::vector<std::string> hidden_;
    std::function<void()> on_change_;
    Projections projections_;
    std::map<std::string, std::unique_ptr<loop::ProgramRun>> runs_; ///< by distro
    std::set<std::string> undetachable_;                            ///< not tried again before the next look
    std::vector<std::function<void()>> settling_;
    std::unique_ptr<ProcessWatch> engine_watch_;
    loop::Registration timer_ = 0;
};

} // namespace berth::distro
