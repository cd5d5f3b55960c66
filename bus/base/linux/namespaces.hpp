// SPDX-License-Identifier: Apache-2.0
// Namespaces as owned descriptors. setns into a mount namespace works in a single-threaded program only:
// once a ZeroMQ socket exists the process has threads, so such work is done by helper programs.
#pragma once

#include <string>

#include <sys/types.h>

#include "base/unique_fd.hpp"

namespace berth::base {

/// The kinds that /proc/PID/ns names: "mnt", "net", "pid", "ipc", "uts", "cgroup".
class NamespaceFd {
public:
    /// Opens /proc/PID/ns/KIND; throws SystemError. The pid is read in the caller's pid namespace.
    NamespaceFd(pid_t pid, const std::string& kind);
    explicit NamespaceFd(const std::string& path);

    int get() const { return fd_.get(); }
    /// setns(2), for good.
    void enter() const;

private:
    UniqueFd fd_;
    std::string path_;
};

/// Enters a namespace and comes back at the end of the scope. For "net" it concerns the calling thread only.
class EnteredNamespace {
public:
    EnteredNamespace(const NamespaceFd& target, const std::string& kind);
    ~EnteredNamespace();
    EnteredNamespace(const EnteredNamespace&) = delete;
    EnteredNamespace& operator=(const EnteredNamespace&) = delete;

private:
    NamespaceFd home_;
};

} // namespace berth::base
