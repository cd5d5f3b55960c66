// SPDX-License-Identifier: Apache-2.0
// What is at paths of a distro, asked of the one who can look: the engine's side. For .cpp files of the data
// plane only.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "services/netbridge/stream/socket.hpp"

namespace berth::netbridge {

/// Of one question with all its paths; a distro's network file system may be slow.
inline constexpr std::chrono::milliseconds kPathDeadline{10000};

struct PathQuestion {
    std::string path;            ///< absolute, in the distro
    bool make_directory = false; ///< where nothing is there
};

/// Whose call it is; not known for a caller on another system.
struct PathCaller {
    unsigned uid = 0;
    unsigned gid = 0;
};

struct PathAnswers {
    bool attached = false; ///< the engine sees the distro
    /// By the path that was asked for: the path to use in its place, or why it cannot be used.
    std::map<std::string, base::Result<std::string>> paths;
};

class PathResolver {
public:
    virtual ~PathResolver() = default;
    virtual asio::awaitable<base::Result<PathAnswers>>
    resolve(std::string distro, std::vector<PathQuestion> questions, std::optional<PathCaller> caller) = 0;
};

/// Asks berth-netbridge-guest (paths.proto).
class GuestPathResolver final : public PathResolver {
public:
    /// The stream's socket in the host's mount namespace: <tunnel_dir>/paths.sock.
    explicit GuestPathResolver(std::filesystem::path tunnel_socket) : tunnel_socket_(std::move(tunnel_socket))
    {}

    asio::awaitable<base::Result<PathAnswers>> resolve(std::string distro,
                                                       std::vector<PathQuestion> questions,
                                                       std::optional<PathCaller> caller) override;

private:
    std::filesystem::path tunnel_socket_;
};

} // namespace berth::netbridge
