// SPDX-License-Identifier: Apache-2.0
// Answers what is at a distro's paths (paths.proto). Belongs to a data thread of its own: a look at a network
// file system that does not answer must not hold up anything else.
#pragma once

#include <filesystem>
#include <memory>

#include "base/unique_fd.hpp"

namespace boost::asio {
class io_context;
}

namespace berth::netbridge {

class PathServer {
public:
    /// Accepts at once. `distros` is where projections are: another directory in tests.
    PathServer(boost::asio::io_context& context, base::UniqueFd listener,
               std::filesystem::path distros = "/distros");
    ~PathServer();
    PathServer(const PathServer&) = delete;
    PathServer& operator=(const PathServer&) = delete;

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace berth::netbridge
