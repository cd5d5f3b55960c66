// SPDX-License-Identifier: Apache-2.0
// How a service's program is executed: which file, with which arguments and descriptors.
#pragma once

#include <filesystem>
#include <string>

#include "base/instance.hpp"
#include "broker/core/service_plan.hpp"
#include "broker/process_table.hpp"

namespace berth::broker {

/// Paths in the host's mount namespace.
struct LaunchPlaces {
    base::Instance instance;
    std::filesystem::path run_dir;     ///< {run} in manifests
    std::filesystem::path program_dir; ///< berth-<service> are executed from here
    std::filesystem::path
        output_file; ///< standard output and error of the services, e.g. a crash's last words
};

class ServiceLauncher {
public:
    explicit ServiceLauncher(LaunchPlaces places) : places_(std::move(places)) {}

    /// Starts it; from then on it is the table's. Throws base::Error. Returns the pid.
    int launch(const ServicePlan& plan, ProcessTable& processes) const;

private:
    std::vector<std::string> arguments_of(const ServicePlan& plan) const;

    LaunchPlaces places_;
};

} // namespace berth::broker
