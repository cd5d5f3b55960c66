// SPDX-License-Identifier: Apache-2.0
// The daemons' root as berth-init holds it: a mount namespace, made once by the helper berth-engine-root and
// kept by a descriptor, so that a daemon that is started again sees the same root.
#pragma once

#include <functional>
#include <optional>

#include "base/child.hpp"
#include "base/linux/namespaces.hpp"
#include "base/process_spec.hpp"
#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "services/lifecycle/guest/process_table.hpp"
#include "services/lifecycle/guest/reactor.hpp"

namespace berth::lifecycle {

class DaemonsRoot {
public:
    /// The helper takes some 10 ms.
    static constexpr std::chrono::seconds kBuildDeadline{10};
    using Done = std::function<void(const base::Result<bool>&)>;

    explicit DaemonsRoot(Reactor& reactor) : reactor_(reactor) {}

    /// Builds it unless it is there. One call at a time.
    void prepare(Done done);

    /// The command line that executes the entry in the root; prepare() must have succeeded.
    base::ProcessSpec command_in_root(const ProcessEntry& entry) const;

    /// When the pid is the helper's: reaps it and answers true.
    bool reap(pid_t pid);

private:
    void on_answer();
    void finish(const base::Result<bool>& outcome);

    Reactor& reactor_;
    base::UniqueFd namespace_;
    base::UniqueFd answer_; ///< a socket to the helper while it builds
    base::Child helper_;
    Reactor::Timer deadline_ = 0;
    Done done_;
};

} // namespace berth::lifecycle
