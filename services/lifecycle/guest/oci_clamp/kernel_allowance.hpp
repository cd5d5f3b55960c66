// SPDX-License-Identifier: Apache-2.0
// Asks the kernel what it allows, by trying it on the calling process and taking it back. CAP_SYS_RESOURCE
// alone does not tell: the lowest OOM score that was ever granted stays allowed without it, and fs.nr_open
// limits RLIMIT_NOFILE even with it.
#pragma once

#include "services/lifecycle/guest/oci_clamp/process_edit.hpp"

namespace berth::lifecycle {

class KernelAllowance final : public Allowance {
public:
    std::int64_t oom_score_adj(std::int64_t wanted) override;
    std::uint64_t hard_limit(const std::string& type, std::uint64_t wanted) override;
};

} // namespace berth::lifecycle
