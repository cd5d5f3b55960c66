// SPDX-License-Identifier: Apache-2.0
// The two exception types of berth. Thrown for "this operation cannot go on"; what a caller is expected to
// branch on is a Result<T> (result.hpp). Caught in three places only: run_service, the handler table, a
// thread's entry.
#pragma once

#include <cerrno>
#include <stdexcept>
#include <string>

namespace berth::base {

/// What was being done and to which thing; the hint says what the user can do about it (may be empty).
class Error : public std::runtime_error {
public:
    explicit Error(const std::string& message, std::string hint = {})
        : std::runtime_error(message), hint_(std::move(hint))
    {}

    const std::string& hint() const noexcept { return hint_; }

private:
    std::string hint_;
};

/// A system call that failed: "mounting /dev/loop0 on /x: No such device".
class SystemError : public Error {
public:
    explicit SystemError(const std::string& doing, int error = errno, std::string hint = {});

    int code() const noexcept { return code_; }

private:
    int code_;
};

/// The system's words for an errno, thread-safe.
std::string errno_text(int error);

/// Aborts with the text when a programming error is met; always on.
void expects(bool condition, const char* text);

} // namespace berth::base
