// SPDX-License-Identifier: Apache-2.0
// The local platform: the machine itself is distro "host", and further distros are root directories on its
// disk that run in mount, pid, ipc and uts namespaces of their own.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <spdlog/logger.h>

#include "base/instance.hpp"
#include "services/distro/host/local/creation.hpp"
#include "services/distro/host/local/distro_store.hpp"
#include "services/distro/host/local/local_distro.hpp"

namespace berth::distro {

constexpr std::chrono::milliseconds kDeleteDeadline{120000}; ///< of a distro's files

class LocalPlatform final : public Platform {
public:
    /// `machine_pid`: a process that lives where the user does. Finds what runs already, and deletes what a
    /// predecessor left half made. Throws base::Error.
    LocalPlatform(loop::EventLoop& loop, spdlog::logger& log, const base::Instance& instance,
                  int machine_pid);

    std::vector<DistroFacts> distros() const override;
    void on_change(std::function<void()> handler) override { on_change_ = std::move(handler); }
    void create(const v1::CreateDistro& command, OnProgress on_progress, OnDone on_done) override;
    void start(const std::string& name, OnDone on_done) override;
    void terminate(const std::string& name, OnDone on_done) override;
    void remove(const std::string& name, OnDone on_done) override;
    void set_attach(const std::string& name, bool attach) override;
    void set_running(const std::string& name, bool running) override;
    void set_integration(const std::string& name, const v1::IntegrationRecord& integration) override;

private:
    struct BeingMade {
        std::unique_ptr<Creation> creation;
        OnDone on_done;
    };
    using OnDeleted = std::function<void()>;

    void add(v1::DistroRecord record);
    void begin_creation(const v1::CreateDistro& command, OnProgress on_progress, OnDone on_done);
    void on_unpacked(const v1::CreateDistro& command, const std::optional<base::Failure>& failure);
    void complete_creation(const v1::CreateDistro& command);
    void cancel_creation(const std::string& name, OnDone on_done);
    void discard_partial(const std::string& name, const OnDone& on_done,
                         const std::optional<base::Failure>& outcome);
    void delete_files(const std::filesystem::path& directory, OnDeleted on_deleted);
    std::vector<std::string> taken_names() const;
    LocalDistro* find(const std::string& name);
    void answer_later(OnDone on_done, const std::optional<base::Failure>& failure);
    void changed() const;

    loop::EventLoop& loop_;
    spdlog::logger& log_;
    std::filesystem::path process_records_; ///< a directory
    int machine_pid_;
    DistroStore store_;
    std::function<void()> on_change_;
    std::map<std::string, std::unique_ptr<LocalDistro>> distros_;        ///< by name
    std::map<std::string, BeingMade> being_made_;                        ///< by name
    std::map<std::string, std::unique_ptr<loop::ProgramRun>> deletions_; ///< by directory
};

} // namespace berth::distro
