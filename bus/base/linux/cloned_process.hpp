// SPDX-License-Identifier: Apache-2.0
// The first process of new namespaces, made with clone3(2), until it stands on its own.
#pragma once

#include <utility>

#include <sys/types.h>

#include "base/unique_fd.hpp"

namespace berth::base {

/// Killed and reaped at the end of the scope unless released. Where it is the first process of a pid
/// namespace, reaping it waits for all of that namespace.
class ClonedProcess {
public:
    ClonedProcess(pid_t pid, UniqueFd pid_fd) : pid_(pid), pid_fd_(std::move(pid_fd)) {}
    ~ClonedProcess();
    ClonedProcess(const ClonedProcess&) = delete;
    ClonedProcess& operator=(const ClonedProcess&) = delete;

    pid_t pid() const { return pid_; }
    pid_t release() { return std::exchange(pid_, -1); }

private:
    pid_t pid_;
    UniqueFd pid_fd_;
};

} // namespace berth::base
