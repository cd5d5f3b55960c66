// SPDX-License-Identifier: Apache-2.0
// Processes in namespaces of their own, made by fork: for tests of mounts. The test program must have one
// thread.
#pragma once

#include <functional>
#include <string>

#include <sys/types.h>

namespace berth::test {

/// A process that has done `set_up` and then waits; killed at the end of the scope, and with it goes its
/// mount namespace. The constructor throws base::Error with the child's words when set_up threw.
class ParkedProcess {
public:
    explicit ParkedProcess(const std::function<void()>& set_up);
    ~ParkedProcess();
    ParkedProcess(const ParkedProcess&) = delete;
    ParkedProcess& operator=(const ParkedProcess&) = delete;

    pid_t pid() const { return pid_; }

private:
    pid_t pid_ = -1;
};

/// Runs `body` in a process of its own inside the mount namespace and root of `pid` and returns its result;
/// throws base::Error with its words when it threw.
std::string run_in(pid_t pid, const std::function<std::string()>& body);

} // namespace berth::test
