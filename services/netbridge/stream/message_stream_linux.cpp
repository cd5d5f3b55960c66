// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/stream/message_stream.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <boost/endian/conversion.hpp>

#include "base/error.hpp"
#include "base/linux/unix_socket.hpp"
#include "wire/length_frames.hpp"

namespace berth::netbridge {
namespace {

constexpr std::size_t kMessageLimit = 64U << 10U;

/// Exactly `size` more bytes; a descriptor among them goes into `fd`.
asio::awaitable<std::optional<std::string>> receive_exactly(Socket& socket, std::size_t size,
                                                            base::UniqueFd& fd)
{
    std::string bytes;
    while (bytes.size() < size) {
        ErrorCode error;
        co_await socket.async_wait(Socket::wait_read, into(error));
        if (error) {
            co_return std::nullopt;
        }
        try {
            base::ReceivedFd received = base::receive_fd(socket.native_handle(), size - bytes.size());
            if (received.text.empty()) {
                co_return std::nullopt;
            }
            bytes += received.text;
            if (received.fd) {
                fd = std::move(received.fd);
            }
        } catch (const base::SystemError& failed) {
            if (failed.code() != EAGAIN) {
                co_return std::nullopt;
            }
        }
    }
    co_return bytes;
}

} // namespace

asio::awaitable<std::optional<ReceivedMessage>> receive_message(Socket& socket)
{
    ReceivedMessage message;
    const auto header = co_await receive_exactly(socket, wire::kFrameHeaderBytes, message.fd);
    if (!header) {
        co_return std::nullopt;
    }
    const std::size_t length =
        boost::endian::load_big_u32(reinterpret_cast<const unsigned char*>(header->data()));
    if (length > kMessageLimit) {
        co_return std::nullopt;
    }
    auto payload = co_await receive_exactly(socket, length, message.fd);
    if (!payload) {
        co_return std::nullopt;
    }
    message.payload = std::move(*payload);
    co_return std::optional<ReceivedMessage>(std::move(message));
}

asio::awaitable<bool> send_message(Socket& socket, const std::string& payload)
{
    const std::string frame = wire::encode_frame(payload, kMessageLimit);
    ErrorCode error;
    co_await asio::async_write(socket, asio::buffer(frame), into(error));
    co_return !error;
}

asio::awaitable<bool> send_message_with_fd(Socket& socket, const std::string& payload, int fd)
{
    const std::string frame = wire::encode_frame(payload, kMessageLimit);
    ErrorCode error;
    co_await socket.async_wait(Socket::wait_write, into(error));
    if (error) {
        co_return false;
    }
    try {
        // A frame of a few bytes on a fresh stream goes out whole or not at all.
        base::send_fd(socket.native_handle(), fd, frame);
    } catch (const base::SystemError&) {
        co_return false;
    }
    co_return true;
}

} // namespace berth::netbridge
