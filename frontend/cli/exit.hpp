// SPDX-License-Identifier: Apache-2.0
// How a verb ends early: an exit code, what happened, and what to do about it. main() catches it, nobody
// else.
#pragma once

#include <string>

#include "base/error.hpp"
#include "berth/bus/v1/envelope.pb.h"
#include "service/exit_code.hpp"

namespace berth::cli {

using service::ExitCode;

class Exit : public base::Error {
public:
    Exit(ExitCode code, const std::string& message, std::string hint = {})
        : base::Error(message, std::move(hint)), code_(code)
    {}
    ExitCode code() const noexcept { return code_; }

private:
    ExitCode code_;
};

/// The exit code for a command that was answered with this status.
ExitCode exit_code_of(const bus::v1::Status& status);

/// A failed answer as the end of the verb.
Exit exit_for(const bus::v1::Status& status);

} // namespace berth::cli
