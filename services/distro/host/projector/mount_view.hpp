// SPDX-License-Identifier: Apache-2.0
// Another process's file tree: its mount namespace and its root in it (which differ where it was chrooted, as
// a WSL distro is). Everything is opened through the caller's /proc at once, because after entering another
// namespace that /proc is out of sight.
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

#include "base/linux/mount.hpp"
#include "base/linux/namespaces.hpp"
#include "base/unique_fd.hpp"

namespace berth::distro {

class MountView {
public:
    /// `whose` is for messages: "distro host", "the engine". Throws SystemError when there is no such
    /// process.
    MountView(pid_t pid, std::string whose);

    const std::string& whose() const { return whose_; }

    /// For good, and only in a program with one thread: all paths are then the other process's.
    void enter() const;

    /// Its mount table of this moment; works from every namespace.
    std::vector<base::MountInfo> mounts() const;

    bool same_namespace(const MountView& other) const;

private:
    std::string whose_;
    base::NamespaceFd namespace_;
    base::UniqueFd root_;
    base::UniqueFd table_;
};

} // namespace berth::distro
