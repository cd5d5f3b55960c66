// SPDX-License-Identifier: Apache-2.0
// How a program ends early: an exit code, what happened, and what to do about it. run_program() catches it
// (the berth command has a catch of its own), nobody else.
#pragma once

#include <string>
#include <utility>

#include "base/error.hpp"
#include "service/exit_code.hpp"

namespace berth::service {

class Exit : public base::Error {
public:
    Exit(ExitCode code, const std::string& message, std::string hint = {})
        : base::Error(message, std::move(hint)), code_(code)
    {}
    /// The same error, with the exit code that is due to it.
    Exit(ExitCode code, const base::Error& error) : Exit(code, error.what(), error.hint()) {}

    ExitCode code() const noexcept { return code_; }

private:
    ExitCode code_;
};

} // namespace berth::service
