// SPDX-License-Identifier: Apache-2.0
// How a verb ends early: an exit code, what happened, and what to do about it. main() catches it, nobody
// else.
#pragma once

#include "berth/bus/v1/envelope.pb.h"
#include "service/exit.hpp"

namespace berth::cli {

using service::Exit;
using service::ExitCode;

/// The exit code for a command that was answered with this status.
ExitCode exit_code_of(const bus::v1::Status& status);

/// A failed answer as the end of the verb.
Exit exit_for(const bus::v1::Status& status);

} // namespace berth::cli
