// SPDX-License-Identifier: Apache-2.0
// Lowers what an OCI process asks for to what the kernel will grant. Pure: the kernel is an interface.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "services/lifecycle/guest/oci_clamp/arguments.hpp"

namespace berth::lifecycle {

/// What this process, and so the runtime that replaces it, may set.
class Allowance {
public:
    virtual ~Allowance() = default;
    /// The value nearest to the wanted one that is allowed.
    virtual std::int64_t oom_score_adj(std::int64_t wanted) = 0;
    /// The highest hard limit up to the wanted one that is allowed; type is "RLIMIT_NOFILE", unknown ones
    /// come back.
    virtual std::uint64_t hard_limit(const std::string& type, std::uint64_t wanted) = 0;
};

/// The edited text, keys in their order and integers exact; std::nullopt when nothing has to change.
/// Throws base::Error for text that is not JSON; members of other types than OCI's are left alone.
std::optional<std::string> clamp_process(const std::string& text, ProcessFile::Kind kind,
                                         Allowance& allowance);

} // namespace berth::lifecycle
