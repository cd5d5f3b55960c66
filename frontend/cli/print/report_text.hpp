// SPDX-License-Identifier: Apache-2.0
// The answers of the services as text for people. Pure.
#pragma once

#include <string>
#include <vector>

#include "frontend/cli/core/status_report.hpp"
#include "frontend/cli/print/table.hpp"

namespace berth::cli {

/// "berth is ready: docker 26.1.5, base 0.1.0, for 3 min".
std::string headline(const StatusReport& report, const google::protobuf::Timestamp& now,
                     const Terminal& terminal);

/// One line each for what works but not fully, with the hint behind it.
std::vector<std::string> degradations(const StatusReport& report);

/// All of `berth status`.
std::vector<std::string> status_lines(const StatusReport& report, const google::protobuf::Timestamp& now,
                                      const Terminal& terminal);

Table distro_table(const std::vector<distro::v1::DistroStatus>& distros);
Table image_table(const std::vector<updater::v1::InstalledImage>& images,
                  const google::protobuf::Timestamp& now);
Table network_table(const netbridge::v1::GetNetworkResponse& network);
Table port_table(const netbridge::v1::GetNetworkResponse& network);
Table cluster_table(const k8s::v1::ClusterStatus& cluster);

} // namespace berth::cli
