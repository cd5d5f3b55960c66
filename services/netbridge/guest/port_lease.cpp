// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/guest/port_lease.hpp"

#include <sys/socket.h>
#include <sys/time.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "berth/netbridge/v1/ports.pb.h"
#include "tunnel/dial.hpp"
#include "tunnel/ports.hpp"
#include "wire/length_frames.hpp"

namespace berth::netbridge {
namespace {

/// netbridge binds at once or not at all; looking for the owner of a taken port takes it the longest.
constexpr timeval kReplyDeadline{.tv_sec = 5, .tv_usec = 0};

v1::PortFrame publish_frame(const PortArguments& port)
{
    v1::PortFrame frame;
    v1::PublishPort& publish = *frame.mutable_publish();
    publish.set_protocol(port.protocol);
    publish.set_host_address(port.host_address);
    publish.set_host_port(port.host_port);
    publish.set_container_address(port.container_address);
    publish.set_container_port(port.container_port);
    return frame;
}

/// Nothing comes behind the reply, so reading in blocks is safe.
std::optional<v1::PublishPortReply> receive_reply(int fd)
{
    wire::FrameDecoder decoder;
    while (true) {
        char block[4096];
        const ssize_t got = ::recv(fd, block, sizeof block, 0);
        if (got <= 0) {
            return std::nullopt;
        }
        decoder.feed(std::string_view(block, static_cast<std::size_t>(got)));
        if (const auto payload = decoder.next()) {
            v1::PublishPortReply reply;
            return reply.ParseFromString(*payload) ? std::optional(reply) : std::nullopt;
        }
        if (decoder.too_large()) {
            return std::nullopt;
        }
    }
}

} // namespace

std::optional<PortLease::Refusal> PortLease::publish(const PortArguments& port)
{
    tunnel::Target target{.endpoint = {}, .port = tunnel::kPublishedPortsPort};
    target.endpoint.path = tunnel_;
    auto stream = tunnel::dial_and_wait(target);
    if (!stream) {
        return Refusal{.why = "berth's network service cannot be reached: " + stream.error().message};
    }
    stream_ = std::move(*stream);
    (void)::setsockopt(stream_.get(), SOL_SOCKET, SO_RCVTIMEO, &kReplyDeadline, sizeof kReplyDeadline);
    try {
        base::write_all(stream_.get(), wire::encode_message(publish_frame(port)), tunnel_);
    } catch (const base::SystemError& error) {
        return Refusal{.why = error.what()};
    }
    const auto reply = receive_reply(stream_.get());
    if (!reply) {
        return Refusal{.why = "berth's network service gave no answer"};
    }
    if (!reply->failure().empty()) {
        return Refusal{.why = reply->failure(), .is_final = true};
    }
    return std::nullopt;
}

void PortLease::withdraw() noexcept
{
    try {
        v1::PortFrame frame;
        frame.mutable_withdraw();
        base::write_all(stream_.get(), wire::encode_message(frame), tunnel_);
    } catch (const std::exception&) {
        stream_.reset(); // the lost connection withdraws the port too, a grace period later
    }
}

} // namespace berth::netbridge
