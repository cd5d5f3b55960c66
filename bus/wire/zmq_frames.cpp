// SPDX-License-Identifier: Apache-2.0
#include "wire/zmq_frames.hpp"

#include <vector>

namespace berth::wire {
namespace {

bool send_parts(zmq::socket_ref socket, std::span<const std::string> parts)
{
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto more = i + 1 < parts.size() ? zmq::send_flags::sndmore : zmq::send_flags::none;
        try {
            if (!socket.send(zmq::buffer(parts[i]), more | zmq::send_flags::dontwait)) {
                return false; // only the first part can meet a full queue
            }
        } catch (const zmq::error_t& error) {
            if (error.num() == EHOSTUNREACH) {
                return false;
            }
            throw;
        }
    }
    return true;
}

} // namespace

bool send_frame(zmq::socket_ref socket, const Frame& frame)
{
    return send_parts(socket, encode(frame));
}

bool send_frame_to(zmq::socket_ref router, const std::string& peer, const Frame& frame)
{
    const std::array<std::string, kFrames> encoded = encode(frame);
    const std::array<std::string, kFrames + 1> parts{peer, encoded[0], encoded[1], encoded[2]};
    return send_parts(router, parts);
}

std::optional<ReceivedFrame> receive_frame(zmq::socket_ref socket, bool from_router)
{
    std::vector<zmq::message_t> messages;
    do {
        zmq::message_t part;
        if (!socket.recv(part, messages.empty() ? zmq::recv_flags::dontwait : zmq::recv_flags::none)) {
            return std::nullopt;
        }
        messages.push_back(std::move(part));
    } while (messages.back().more());

    std::vector<std::string_view> parts;
    parts.reserve(messages.size());
    for (const zmq::message_t& message : messages) {
        parts.push_back(message.to_string_view());
    }
    std::string peer;
    if (from_router) {
        peer = parts.front();
        parts.erase(parts.begin());
    }
    return ReceivedFrame{std::move(peer), decode(parts)};
}

} // namespace berth::wire
