// SPDX-License-Identifier: Apache-2.0
// What every check may look at. Made once for a run, and not changed while checks run.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/instance.hpp"
#include "frontend/cli/core/status_report.hpp"
#include "frontend/diagnose/check/core/gate.hpp"
#include "frontend/docker_context/docker_context.hpp"

namespace berth::diagnose {

class IsolationRun;

struct Scene {
    base::Instance instance;
    bool is_root = false;
    std::optional<docker_context::User> user = std::nullopt; ///< who typed the command; none: has no home
    Contact contact = {};
    cli::StatusReport status = {}; ///< empty unless berth answered
    int init_host_pid = 0;         ///< berth-init; 0 when there is no engine, or it is not known
    std::shared_ptr<IsolationRun> isolation = {}; ///< what the probe container found, once it ran

    std::string berth() const ///< the command as a person of this instance types it
    {
        return instance.name().empty() ? "berth" : "berth --instance " + instance.name();
    }
    std::filesystem::path docker_socket() const { return instance.run_dir() / "docker.sock"; }
};

} // namespace berth::diagnose
