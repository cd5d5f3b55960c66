// SPDX-License-Identifier: Apache-2.0
// Connections to what lies inside the engine's namespaces, made from the host. For .cpp files of the data
// plane only.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "base/result.hpp"
#include "services/netbridge/stream/datagram_socket.hpp"
#include "services/netbridge/stream/socket.hpp"

namespace berth::netbridge {

/// The engine's own API socket, in the engine's mount namespace.
inline constexpr const char* kEngineApi = "unix:///run/docker.sock";

class Dialer {
public:
    virtual ~Dialer() = default;

    /// Connects to "unix://PATH" or "tcp://ADDRESS:PORT" as seen in the engine, as nobody in particular; one
    /// attempt, at most that long.
    asio::awaitable<base::Result<Socket>> dial(std::string target, std::chrono::milliseconds at_most)
    {
        return dial_as(std::string(), std::move(target), at_most);
    }
    /// The same for a client, whose address the target shall see (DialRequest.client); empty: nobody's.
    virtual asio::awaitable<base::Result<Socket>> dial_as(std::string client, std::string target,
                                                          std::chrono::milliseconds at_most) = 0;
    /// And for "udp://ADDRESS:PORT": a socket for the datagrams to and from there.
    virtual asio::awaitable<base::Result<DatagramSocket>>
    dial_datagrams_as(std::string client, std::string target, std::chrono::milliseconds at_most) = 0;
};

/// Tries again until it works or the time is over: an engine or a guest half that restarts costs a call a
/// moment, not an error.
asio::awaitable<base::Result<Socket>> dial_until_ready(Dialer& dialer, std::string target,
                                                       std::chrono::milliseconds deadline);

/// Asks berth-netbridge-guest over its tunnel stream (dial.proto). On one kernel the connected socket itself
/// comes back; else the tunnel stream carries its bytes.
class GuestDialer final : public Dialer {
public:
    /// The stream's socket in the host's mount namespace: <tunnel_dir>/netbridge.sock.
    explicit GuestDialer(std::filesystem::path tunnel_socket) : tunnel_socket_(std::move(tunnel_socket)) {}

    asio::awaitable<base::Result<Socket>> dial_as(std::string client, std::string target,
                                                  std::chrono::milliseconds at_most) override;
    asio::awaitable<base::Result<DatagramSocket>>
    dial_datagrams_as(std::string client, std::string target, std::chrono::milliseconds at_most) override;

private:
    struct Reached;
    asio::awaitable<base::Result<Reached>> reach(std::string client, std::string target,
                                                 std::chrono::milliseconds at_most);

    std::filesystem::path tunnel_socket_;
};

} // namespace berth::netbridge
