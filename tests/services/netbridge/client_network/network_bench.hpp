// SPDX-License-Identifier: Apache-2.0
// The engine's side of netbridge in an engine's network (docker_network.hpp), and the host's questions to it.
#pragma once

#include <memory>
#include <string>

#include "base/unique_fd.hpp"
#include "network_namespace.hpp"
#include "services/netbridge/stream/data_thread.hpp"
#include "tests/services/netbridge/peer.hpp"
#include "tests/support/temp_dir.hpp"

namespace berth::netbridge::test {

class NetworkBench {
public:
    NetworkBench();
    ~NetworkBench();
    NetworkBench(const NetworkBench&) = delete;
    NetworkBench& operator=(const NetworkBench&) = delete;

    /// A socket at port 80 of the container, or at another; SOCK_STREAM listens.
    base::UniqueFd container_listens(int family, int type, std::uint16_t port = 80) const;

    struct Dialled {
        base::UniqueFd socket; ///< blocking
        std::string failure;
        std::chrono::milliseconds took{0};
    };
    /// As the host asks: "tcp://172.17.0.2:80" for "203.0.113.7:51234".
    Dialled dial(const std::string& client, const std::string& target);

    const NetworkNamespace& engine() const { return engine_; }

private:
    class EngineSide;

    berth::test::TempDir dir_;
    NetworkNamespace outside_;
    NetworkNamespace engine_;
    NetworkNamespace container_;
    std::unique_ptr<EngineSide> engine_side_;
    DataThread thread_; // the host's
};

/// "203.0.113.7:51234", "[2001:db8::1]:51234": the other end of a socket.
std::string peer_text(int socket);

struct ReceivedDatagram {
    std::string bytes;
    std::string from;
};
/// Waits as Peer does.
ReceivedDatagram receive_datagram(int socket);
void send_datagram_to(int socket, const std::string& to, const std::string& bytes);

} // namespace berth::netbridge::test
