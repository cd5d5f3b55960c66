// SPDX-License-Identifier: Apache-2.0
#include "services/diagnostics/host/query_server.hpp"

namespace berth::diagnostics {

QueryServer::QueryServer(loop::EventLoop& loop, const std::filesystem::path& socket, Journal& journal)
    : loop_(loop), journal_(journal),
      listener_(loop, socket, Access::group, [this](base::UniqueFd fd) { add(std::move(fd)); })
{}

void QueryServer::add(base::UniqueFd fd)
{
    const std::uint64_t id = ++last_id_;
    // A session ends inside its own callbacks: it is destroyed in the loop's next turn.
    const auto on_end = [this, id] { loop_.post([this, id] { sessions_.erase(id); }); };
    auto session = std::make_unique<QuerySession>(loop_, std::move(fd), journal_, on_end);
    if (sessions_.size() >= kMaxReaders) {
        session->cut("too many readers at once");
    }
    sessions_.emplace(id, std::move(session));
}

} // namespace berth::diagnostics
