// SPDX-License-Identifier: Apache-2.0
// One distro of the local platform: its first process is started, watched and ended. The process outlives
// this object; a later one finds it by its record.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "loop/program_run.hpp"
#include "services/distro/host/platform.hpp"
#include "services/distro/host/process_watch.hpp"

namespace berth::distro {

constexpr std::chrono::milliseconds kLaunchDeadline{10000}; ///< of berth-distro-ns
constexpr std::chrono::milliseconds kTerminateDeadline{
    5000};                                               ///< TERM to KILL; berth-distro-init's own is shorter
constexpr std::chrono::milliseconds kKillDeadline{3000}; ///< KILL to giving up

class LocalDistro {
public:
    struct Places {
        std::filesystem::path directory;
        std::filesystem::path rootfs;
        std::filesystem::path process_record;
    };

    /// `on_change` is called on the loop's thread when facts() are others, by this object's own doing.
    LocalDistro(loop::EventLoop& loop, v1::DistroRecord record, Places places,
                std::function<void()> on_change);
    ~LocalDistro();
    LocalDistro(const LocalDistro&) = delete;
    LocalDistro& operator=(const LocalDistro&) = delete;

    DistroFacts facts() const;
    v1::DistroRecord& record() { return facts_.record; }

    void start(Platform::OnDone on_done);
    void terminate(Platform::OnDone on_done);

private:
    using Life = DistroFacts::Life;

    void launch();
    void on_launched(const loop::ProgramEnd& end);
    void watch();
    void forget_process();
    void clear_failure();
    void note_failure(const base::Failure& failure);
    void on_process_end();
    void kill_at_deadline();
    void answer_all(const std::optional<base::Failure>& failure);
    void answer_later(Platform::OnDone on_done, const std::optional<base::Failure>& failure);

    loop::EventLoop& loop_;
    Places places_;
    std::function<void()> on_change_;
    DistroFacts facts_;
    std::unique_ptr<loop::ProgramRun> launch_;
    std::unique_ptr<ProcessWatch> process_;
    loop::Registration deadline_ = 0;
    std::vector<Platform::OnDone> waiting_; ///< for the end of starting or stopping
};

} // namespace berth::distro
