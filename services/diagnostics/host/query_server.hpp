// SPDX-License-Identifier: Apache-2.0
// Serves readers of the log (protocol: berth/diagnostics/v1/log.proto).
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>

#include "loop/event_loop.hpp"
#include "services/diagnostics/host/journal.hpp"
#include "services/diagnostics/host/query_session.hpp"
#include "services/diagnostics/host/stream_listener.hpp"

namespace berth::diagnostics {

class QueryServer {
public:
    static constexpr std::size_t kMaxReaders = 32; ///< each holds up to kSegments descriptors and 2.3 MiB

    QueryServer(loop::EventLoop& loop, const std::filesystem::path& socket, Journal& journal);

    std::size_t readers() const { return sessions_.size(); }

private:
    void add(base::UniqueFd fd);

    loop::EventLoop& loop_;
    Journal& journal_;
    std::map<std::uint64_t, std::unique_ptr<QuerySession>> sessions_;
    std::uint64_t last_id_ = 0;
    StreamListener listener_;
};

} // namespace berth::diagnostics
