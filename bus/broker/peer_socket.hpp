// SPDX-License-Identifier: Apache-2.0
// A ROUTER socket that peers connect to. A peer may only speak under its own address; a message that is
// malformed or claims another sender goes no further.
#pragma once

#include <functional>
#include <string>

#include <zmq.hpp>

#include "loop/event_loop.hpp"
#include "wire/frame.hpp"

namespace berth::broker {

class PeerSocket {
public:
    using OnFrame = std::function<void(const std::string& peer, const wire::Frame& frame)>;

    /// What a new connection under a known address is: the peer again after a restart or a lost connection,
    /// or somebody who must not take its place.
    enum class SameAddress { replaces, is_refused };

    /// Binds. Throws zmq::error_t.
    PeerSocket(loop::EventLoop& loop, zmq::context_t& context, const std::string& endpoint,
               SameAddress same_address, OnFrame on_frame);
    ~PeerSocket();
    PeerSocket(const PeerSocket&) = delete;
    PeerSocket& operator=(const PeerSocket&) = delete;

    /// False when there is no such peer, or its queue is full.
    bool send(const std::string& peer, const wire::Frame& frame);

private:
    void read();

    loop::EventLoop& loop_;
    OnFrame on_frame_;
    zmq::socket_t socket_;
    loop::Registration registration_ = 0;
};

} // namespace berth::broker
