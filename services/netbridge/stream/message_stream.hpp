// SPDX-License-Identifier: Apache-2.0
// Length-prefixed protobuf messages on a socket of a data plane, one at a time. For .cpp files only.
//
// Reads exactly the bytes of a frame and none behind it: the stream may go on as raw bytes, and a descriptor
// travels with the first byte of its frame.
#pragma once

#include <optional>
#include <string>

#include "services/netbridge/stream/socket.hpp"

namespace berth::netbridge {

struct ReceivedMessage {
    std::string payload;
    base::UniqueFd fd; ///< that came along by SCM_RIGHTS, if any
};

/// std::nullopt: end of stream, an error, or a frame beyond the limit (64 KiB): the stream is of no more use.
asio::awaitable<std::optional<ReceivedMessage>> receive_message(Socket& socket);

/// False when the stream is broken.
asio::awaitable<bool> send_message(Socket& socket, const std::string& payload);

/// The same with a descriptor (unix sockets only).
asio::awaitable<bool> send_message_with_fd(Socket& socket, const std::string& payload, int fd);

} // namespace berth::netbridge
