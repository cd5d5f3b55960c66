// SPDX-License-Identifier: Apache-2.0
#include "broker/peer_socket.hpp"

#include "wire/zmq_frames.hpp"

namespace berth::broker {

PeerSocket::PeerSocket(loop::EventLoop& loop, zmq::context_t& context, const std::string& endpoint,
                       SameAddress same_address, OnFrame on_frame)
    : loop_(loop), on_frame_(std::move(on_frame)), socket_(context, zmq::socket_type::router)
{
    constexpr int kLastWordsMs = 200; // the answer to Shutdown may still leave
    socket_.set(zmq::sockopt::linger, kLastWordsMs);
    socket_.set(zmq::sockopt::router_mandatory, 1); // an absent peer is an error, not silence
    socket_.set(zmq::sockopt::router_handover, same_address == SameAddress::replaces ? 1 : 0);
    socket_.set(zmq::sockopt::maxmsgsize, wire::kMaxPartBytes);
    socket_.bind(endpoint);
    registration_ = loop_.add_socket(socket_, [this] { read(); });
}

PeerSocket::~PeerSocket()
{
    loop_.remove(registration_);
}

bool PeerSocket::send(const std::string& peer, const wire::Frame& frame)
{
    return wire::send_frame_to(socket_, peer, frame);
}

void PeerSocket::read()
{
    while (const std::optional<wire::ReceivedFrame> received = wire::receive_frame(socket_, true)) {
        if (received->frame && wire::address_of(received->frame->envelope.sender()) == received->peer) {
            on_frame_(received->peer, *received->frame);
        }
    }
}

} // namespace berth::broker
