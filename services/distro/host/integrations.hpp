// SPDX-License-Identifier: Apache-2.0
// Keeps in each running distro what its record wishes: a docker socket and the docker client, or neither. As
// with Attachments there is one way to a change: look() compares what is wished with what is, and runs
// berth-distro-integrate where they differ; so a distro that starts anew, a pack that was changed and a share
// that somebody unmounted are all the same case. Belongs to the loop's thread.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <spdlog/logger.h>

#include "base/process_spec.hpp"
#include "base/result.hpp"
#include "loop/program_run.hpp"
#include "services/distro/core/distro_facts.hpp"

namespace berth::distro {

class Integrations {
public:
    struct Surroundings {
        std::filesystem::path shares; ///< NAME/ is the share of distro NAME; in the host's mount namespace
        std::function<std::vector<DistroFacts>()> distros;
        /// Keeps what is known of an integration in the distro's record. May throw base::Error.
        std::function<void(const std::string& name, const v1::IntegrationRecord& record)> keep;
        std::function<void()> on_change; ///< describe() says something else
    };
    Integrations(loop::EventLoop& loop, spdlog::logger& log, Surroundings surroundings);
    ~Integrations();
    Integrations(const Integrations&) = delete;
    Integrations& operator=(const Integrations&) = delete;

    /// The pack's docker client, a directory on the host; empty while none is known.
    void set_client(const std::string& directory);

    void look();
    /// `on_settled` is called once nothing is under way any more, at once or later.
    void look_and_settle(std::function<void()> on_settled);
    void stop(); ///< what is under way is ended, nobody is told

    /// Completes what is known of a distro. Nothing is said of one that never was integrated.
    void describe(const DistroFacts& facts, v1::DistroStatus& status) const;

private:
    struct Present {            ///< of a distro, as far as this process has seen
        std::uint64_t life = 0; ///< start time of the process that it was seen with
        std::string client_directory = {};
        bool in_place = false;
        std::string client = {};
        std::string why = {};
        std::string hint = {};
    };
    bool is_in_place(const DistroFacts& facts) const;
    bool is_as_wished(const DistroFacts& facts) const;
    void run(const DistroFacts& facts);
    void on_run_end(const DistroFacts& facts, const std::string& client_directory,
                    const loop::ProgramEnd& end);
    void note_failure(const DistroFacts& facts, const base::Failure& failure);
    void go_on();
    bool is_wished_now(const std::string& name) const;
    base::ProcessSpec spec(const DistroFacts& facts) const;

    loop::EventLoop& loop_;
    spdlog::logger& log_;
    Surroundings surroundings_;
    std::string client_directory_;
    std::map<std::string, Present> present_; ///< by distro, as the next
    std::map<std::string, std::unique_ptr<loop::ProgramRun>> runs_;
    std::set<std::string> failed_; ///< not tried again before the next look
    std::vector<std::function<void()>> settling_;
    loop::Registration timer_ = 0;
};

} // namespace berth::distro
