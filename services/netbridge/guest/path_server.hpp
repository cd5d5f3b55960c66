// SPDX-License-Identifier: Apache-2.0
// Answers what is at a distro's paths (paths.proto). Belongs to a data thread, but looks on threads of its
// own: a look at a network file system that does not answer holds up no other question.
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
    /// Accepts at once. `distros` is where projections are: another directory in tests. The threads take
    /// their signal mask from the one that calls.
    PathServer(boost::asio::io_context& context, base::UniqueFd listener,
               std::filesystem::path distros = "/distros");
    /// Waits for looks under way; takes no more questions.
    ~PathServer();
    PathServer(const PathServer&) = delete;
    PathServer& operator=(const PathServer&) = delete;

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace berth::netbridge
