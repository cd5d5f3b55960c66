// SPDX-License-Identifier: Apache-2.0
// The whole of berth at one moment, put together from the services' own answers, and what that makes of it.
// Pure.
//
// Nothing is ever taken for well because it was well before: what did not answer is in `unanswered`, with the
// reason, and berth as a whole is then not "ready".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "berth/bus/v1/envelope.pb.h"
#include "berth/bus/v1/supervision.pb.h"
#include "berth/distro/v1/distro.pb.h"
#include "berth/k8s/v1/cluster.pb.h"
#include "berth/lifecycle/v1/engine.pb.h"
#include "berth/netbridge/v1/network.pb.h"
#include "berth/updater/v1/pack.pb.h"
#include "service/exit_code.hpp"

namespace berth::cli {

struct Unanswered {
    std::string target; ///< "distro@host"
    bus::v1::Status status;
};

struct StatusReport {
    bool running = false; ///< a broker answers
    std::vector<bus::v1::ServiceStatus> services = {};
    std::optional<lifecycle::v1::EngineStatus> engine = std::nullopt;
    std::vector<distro::v1::DistroStatus> distros = {};
    std::optional<netbridge::v1::GetNetworkResponse> network = std::nullopt;
    std::vector<updater::v1::InstalledImage> images = {};
    std::optional<k8s::v1::ClusterStatus> kubernetes = std::nullopt;
    std::vector<Unanswered> unanswered = {};
};

/// From bad to good: the state of the whole is the worst of its parts. (A stopped berth has no parts.)
enum class Overall { stopped, failed, starting, degraded, ready };

Overall overall(const StatusReport& report);
std::string to_text(Overall state);

/// What `berth status` ends with.
service::ExitCode exit_code_of(Overall state);

/// {"state":…,"services":[…],"engine":{…},"distros":[…],"network":{…},"images":[…],"kubernetes":{…},"unanswered":[…]};
/// an object that is not known is null.
std::string to_json(const StatusReport& report);

} // namespace berth::cli
