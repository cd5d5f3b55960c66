// SPDX-License-Identifier: Apache-2.0
// The engine's side as a test has it: a dial server, and the host's dialer for it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/unique_fd.hpp"
#include "peer.hpp"
#include "services/netbridge/stream/data_thread.hpp"
#include "tests/support/temp_dir.hpp"

namespace berth::netbridge {
class Dialer;
class DialServer;
} // namespace berth::netbridge

namespace berth::netbridge::test {

class EngineBench {
public:
    EngineBench();
    ~EngineBench();

    std::string tunnel_socket() const { return dir_ / "netbridge.sock"; }
    Peer api_accepts() const { return Peer::accept_from(api_.get()); }
    void stop_guest();

    Dialer& dialer() { return *dialer_; }
    /// What the host's dialer gets for a target: a stream, or the failure's text.
    struct Dialled {
        std::optional<Peer> stream;
        std::string failure;
    };
    Dialled dial(const std::string& target);

    const berth::test::TempDir& dir() const { return dir_; }
    DataThread& thread() { return thread_; }

private:
    berth::test::TempDir dir_;
    base::UniqueFd api_;
    std::unique_ptr<Dialer> dialer_;
    DataThread thread_;
    std::unique_ptr<DialServer> server_;
};

/// A TCP listener on a free port of 127.0.0.1.
class TcpListener {
public:
    TcpListener();
    Peer accepts() const { return Peer::accept_from(fd_.get()); }
    std::uint16_t port() const { return port_; }

private:
    base::UniqueFd fd_;
    std::uint16_t port_ = 0;
};

/// A connection to 127.0.0.1, or std::nullopt when it is refused.
std::optional<Peer> connect_tcp(std::uint16_t port);

} // namespace berth::netbridge::test
