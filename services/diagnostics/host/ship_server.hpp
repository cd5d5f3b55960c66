// SPDX-License-Identifier: Apache-2.0
// Takes the records that the guest side ships: streams of LogRecord frames, through the tunnel.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>

#include "base/unique_fd.hpp"
#include "loop/event_loop.hpp"
#include "services/diagnostics/host/journal.hpp"
#include "services/diagnostics/host/stream_listener.hpp"
#include "wire/length_frames.hpp"

namespace berth::diagnostics {

class ShipServer {
public:
    static constexpr std::size_t kMaxStreams = 8; ///< one guest has one; old ones may linger for a moment

    ShipServer(loop::EventLoop& loop, const std::filesystem::path& socket, Journal& journal);
    ~ShipServer();
    ShipServer(const ShipServer&) = delete;
    ShipServer& operator=(const ShipServer&) = delete;

private:
    struct Stream {
        base::UniqueFd fd;
        wire::FrameDecoder decoder;
        loop::Registration registration = 0;
    };
    void add(base::UniqueFd fd);
    void read(std::uint64_t id);
    bool take_frames(Stream& stream);
    void end(std::uint64_t id);

    loop::EventLoop& loop_;
    Journal& journal_;
    std::map<std::uint64_t, std::unique_ptr<Stream>> streams_;
    std::uint64_t last_id_ = 0;
    StreamListener listener_;
};

} // namespace berth::diagnostics
