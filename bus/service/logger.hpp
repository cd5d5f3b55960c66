// SPDX-License-Identifier: Apache-2.0
// One logger a process. Records go to the diagnostics service's socket (and wait while it is away); from
// level error on also to standard error, which the broker keeps in a file of its own.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <spdlog/logger.h>

#include "berth/bus/v1/envelope.pb.h"
#include "loop/event_loop.hpp"

namespace berth::service {

/// `socket` is read in the caller's mount namespace. Records that must wait are sent from `loop`, which must
/// outlive the logger. Throws Exit(usage) for an unknown level.
std::shared_ptr<spdlog::logger> make_logger(const std::string& service, bus::v1::Side side,
                                            const std::filesystem::path& socket, const std::string& level,
                                            loop::EventLoop& loop);

} // namespace berth::service
