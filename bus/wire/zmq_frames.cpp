// SPDX-License-Identifier: Apache-2.0
#include "wire/zmq_frames.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace berth::wire {
namespace {

bool send_parts(zmq::socket_ref socket, std::span<zmq::message_t> parts)
{
    for (zmq::message_t& part : parts) {
        const auto more = &part == &parts.back() ? zmq::send_flags::none : zmq::send_flags::sndmore;
        try {
            if (!socket.send(std::move(part), more | zmq::send_flags::dontwait)) {
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

zmq::message_t part_of(const google::protobuf::Message& message)
{
    zmq::message_t part(message.ByteSizeLong());
    (void)message.SerializeWithCachedSizesToArray(part.data<std::uint8_t>());
    return part;
}

} // namespace

bool send_frame(zmq::socket_ref socket, const Frame& frame)
{
    std::array<zmq::message_t, kFrames> parts{zmq::message_t(frame.topic), part_of(frame.envelope),
                                              zmq::message_t(frame.payload)};
    return send_parts(socket, parts);
}

bool send_frame_to(zmq::socket_ref router, const std::string& peer, const Frame& frame)
{
    std::array<zmq::message_t, kFrames + 1> parts{zmq::message_t(peer), zmq::message_t(frame.topic),
                                                  part_of(frame.envelope), zmq::message_t(frame.payload)};
    return send_parts(router, parts);
}

void Parts::write(const std::string& topic, const bus::v1::Envelope& envelope,
                  const google::protobuf::Message& payload)
{
    messages_ = {zmq::message_t(topic), part_of(envelope), part_of(payload)};
    count_ = kFrames;
}

std::array<std::size_t, kFrames> Parts::sizes() const
{
    return {messages_[0].size(), messages_[1].size(), messages_[2].size()};
}

bool Parts::receive(zmq::socket_ref socket)
{
    count_ = 0;
    zmq::message_t surplus;
    for (bool more = true; more; ++count_) {
        zmq::message_t& part = count_ < kFrames ? messages_[count_] : surplus;
        if (!socket.recv(part, count_ == 0 ? zmq::recv_flags::dontwait : zmq::recv_flags::none)) {
            return false;
        }
        more = part.more();
    }
    return true;
}

std::span<const std::string_view> Parts::look(Views& views) const
{
    const std::size_t held = std::min(count_, kFrames);
    for (std::size_t i = 0; i < held; ++i) {
        views[i] = messages_[i].to_string_view();
    }
    return std::span(views).first(std::min(count_, views.size()));
}

std::optional<EventHead> Parts::head() const
{
    Views views;
    return read_head(look(views));
}

base::Result<Frame> Parts::frame() const
{
    Views views;
    return decode(look(views));
}

void Parts::leave_blocks()
{
    constexpr std::size_t kSmallBytes = 1024; // a larger one holds about as much as it has
    for (zmq::message_t& part : messages_) {
        if (part.size() < kSmallBytes) {
            part = zmq::message_t(part.data(), part.size());
        }
    }
}

bool Parts::send(zmq::socket_ref socket)
{
    return send_parts(socket, messages_);
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
