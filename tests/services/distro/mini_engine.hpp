// SPDX-License-Identifier: Apache-2.0
// A distro and an engine made of nothing but mount namespaces, laid out as the real ones are.
#pragma once

#include <filesystem>

#include "tests/support/parked_process.hpp"
#include "tests/support/temp_dir.hpp"

namespace berth::test {

/// A copy of this machine's mounts in a namespace of its own, all private, with a tmpfs at /sys/fs/cgroup
/// that holds one cgroup2 hierarchy, and an own mount at `own_area` as berth has.
class MiniDistro {
public:
    explicit MiniDistro(const std::filesystem::path& own_area);
    pid_t pid() const { return process_.pid(); }

private:
    ParkedProcess process_;
};

/// A tmpfs as root with /distros, /run/berth/private and its writable view, and a second mount namespace with
/// a root of its own in which /distros is a shared peer, as the daemons have.
class MiniEngine {
public:
    MiniEngine();
    pid_t init_pid() const { return init_.pid(); }
    pid_t daemons_pid() const { return daemons_.pid(); }

private:
    TempDir root_;
    ParkedProcess init_;
    ParkedProcess daemons_;
};

} // namespace berth::test
