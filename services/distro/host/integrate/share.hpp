// SPDX-License-Identifier: Apache-2.0
// The distro's share: a directory on the host with the docker socket in it, seen in the distro read-only,
// with the docker client and its launcher mounted in.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/unique_fd.hpp"
#include "services/distro/host/integrate/options.hpp"

namespace berth::distro {

class Share {
public:
    /// In the host's mount namespace: completes the directory and takes copies of what it needs there. Throws
    /// base::Error.
    explicit Share(const IntegrateOptions& options);

    /// Of the client; nullopt without one.
    const std::optional<std::vector<std::string>>& plugins() const { return plugins_; }

    /// In the distro's mount namespace, at kShareInDistro. What an earlier call mounted is left alone where
    /// it is the same, else replaced. Throws base::Error.
    void attach() const;

private:
    struct Tree {
        base::UniqueFd fd;  ///< detached
        std::string target; ///< below kShareInDistro
        std::uint64_t device = 0;
        std::uint64_t inode = 0;
    };
    void take(const std::filesystem::path& source, const std::string& target);
    bool is_attached() const;

    std::vector<Tree> trees_; ///< in the order in which they are attached
    std::optional<std::vector<std::string>> plugins_;
};

/// In the distro's mount namespace. Nothing mounted there is well.
void detach_share();

} // namespace berth::distro
