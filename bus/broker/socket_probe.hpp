// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "berth/bus/v1/session.pb.h"

namespace berth::broker {

/// The live probe of a service that is no bus peer: does its unix socket accept a connection at this moment?
/// Never blocks: a local connect either is queued at once or refused. The path is in the host's mount
/// namespace.
bus::v1::Health probe_socket(const std::filesystem::path& socket);

} // namespace berth::broker
