// SPDX-License-Identifier: Apache-2.0
// lifecycle@host's side of proto/berth/lifecycle/v1/init.proto: an asynchronous client of berth-init on the
// service's loop. Keeps a connection for as long as it lives: a lost one is made again, for berth-init and
// its daemons run on. Belongs to the loop's thread. No call waits, and no callback comes from inside a call
// of the owner's.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/instance.hpp"
#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "berth/lifecycle/v1/init.pb.h"
#include "loop/event_loop.hpp"
#include "services/lifecycle/core/init_frames.hpp"

namespace berth::lifecycle {

/// Read in the host's mount namespace.
inline std::filesystem::path init_socket(const base::Instance& instance)
{
    return instance.tunnel_dir() / "init.sock";
}

class InitClient {
public:
    using OnEvent = std::function<void(const v1::InitEvent&)>;
    /// A reply as berth-init gave it (its own failure is in it), or why there is none: the deadline, or a
    /// connection that was lost after the request had been sent. Called exactly once; not any more once the
    /// client is destroyed, which the callback itself may do.
    using OnReply = std::function<void(const base::Result<v1::InitReply>&)>;

    /// While there is no connection: an engine that is only starting, or just ending.
    static constexpr std::chrono::milliseconds kReconnectInterval{100};

    /// `socket` is read in the caller's mount namespace: <run>/tunnel/init.sock. Connects from the loop's
    /// next turn on.
    InitClient(loop::EventLoop& loop, std::filesystem::path socket, OnEvent on_event);
    ~InitClient();
    InitClient(const InitClient&) = delete;
    InitClient& operator=(const InitClient&) = delete;

    bool connected() const { return static_cast<bool>(connection_); }

    /// The request's id is set here. Without a connection it waits for one. It is never sent twice, and not
    /// at all once its deadline is over.
    void request(v1::InitRequest request, std::chrono::milliseconds deadline, OnReply on_reply);

private:
    struct Pending {
        OnReply on_reply;
        loop::Registration deadline = 0;
        bool sent = false; ///< at least its first byte
    };
    struct Unsent {
        std::uint64_t id = 0;
        std::string frame; ///< what is left of it
    };

    void connect();
    void connect_later(std::chrono::milliseconds wait);
    void disconnect(const std::string& why);
    void watch();
    void on_ready();
    void write();
    void read();
    void take_frames();
    void take(const v1::InitReply& reply);
    void expire(std::uint64_t id, std::chrono::milliseconds deadline);
    void settle(std::uint64_t id, const base::Result<v1::InitReply>& outcome);

    loop::EventLoop& loop_;
    std::filesystem::path path_;
    OnEvent on_event_;
    base::UniqueFd connection_;
    loop::Registration watch_ = 0;
    loop::Registration reconnect_ = 0;
    InitFrameDecoder decoder_;
    std::deque<Unsent> unsent_;
    std::uint64_t last_id_ = 0;
    std::map<std::uint64_t, Pending> pending_;
    std::shared_ptr<bool> alive_ =
        std::make_shared<bool>(true); ///< tells after a callback whether there is a client still
};

} // namespace berth::lifecycle
