// SPDX-License-Identifier: Apache-2.0
// What is at paths of a distro, asked of the one who can look: the engine's side. For .cpp files of the data
// plane only.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "services/netbridge/core/paths/path_answers.hpp"
#include "services/netbridge/stream/socket.hpp"

namespace berth::netbridge {

/// Of one question with all its paths; a distro's network file system may be slow.
inline constexpr std::chrono::milliseconds kPathDeadline{10000};
/// How long a question waits for a guest half that is being restarted.
inline constexpr std::chrono::milliseconds kPathGuestDeadline{2000};

class PathResolver {
public:
    virtual ~PathResolver() = default;

    /// Has an answer for each path when the distro is attached. `caller` owns the directories that are made,
    /// where it may; nullopt: not known. `distro` and `question` outlive the wait.
    virtual asio::awaitable<base::Result<DistroAnswer>>
    resolve(const std::string& distro, const DistroQuestion& question, std::optional<PeerUser> caller) = 0;
};

/// Asks berth-netbridge-guest (paths.proto).
class GuestPathResolver final : public PathResolver {
public:
    /// The stream's socket in the host's mount namespace: <tunnel_dir>/paths.sock.
    explicit GuestPathResolver(std::filesystem::path tunnel_socket) : tunnel_socket_(std::move(tunnel_socket))
    {}

    asio::awaitable<base::Result<DistroAnswer>> resolve(const std::string& distro,
                                                        const DistroQuestion& question,
                                                        std::optional<PeerUser> caller) override;

private:
    std::filesystem::path tunnel_socket_;
};

} // namespace berth::netbridge
