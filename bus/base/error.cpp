// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "base/result.hpp"

#include <cstdio>
#include <cstdlib>
#include <system_error>

namespace berth::base {

std::string errno_text(int error)
{
    return std::generic_category().message(error);
}

SystemError::SystemError(const std::string& doing, int error, std::string hint)
    : Error(doing + ": " + errno_text(error), std::move(hint)), code_(error)
{}

void throw_failure(const Failure& failure)
{
    throw Error(failure.message, failure.hint);
}

void expects(bool condition, const char* text)
{
    if (!condition) {
        std::fprintf(stderr, "berth: programming error: %s\n", text);
        std::abort();
    }
}

} // namespace berth::base
