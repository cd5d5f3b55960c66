// SPDX-License-Identifier: Apache-2.0
// A DNS server of the host on an address of 127.0.0.0/8: UDP and TCP on one port, on a thread of its own.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/unique_fd.hpp"

namespace berth::netbridge::dns::test {

struct Arrived {
    std::string query;
    bool by_tcp = false;
    std::uint16_t from_port = 0;
};

class FakeDnsServer {
public:
    /// The datagrams, or messages of the connection, that it sends; none: it stays silent.
    using Script = std::function<std::vector<std::string>(const Arrived&)>;

    /// Port 0: one that is free for both.
    FakeDnsServer(const std::string& address, std::uint16_t port, Script script);
    ~FakeDnsServer();
    FakeDnsServer(const FakeDnsServer&) = delete;
    FakeDnsServer& operator=(const FakeDnsServer&) = delete;

    std::uint16_t port() const { return port_; }
    std::vector<Arrived> arrived() const;
    std::size_t asked() const { return arrived().size(); }

private:
    void serve();
    std::vector<std::string> answers_to(const Arrived& arrived);
    void serve_datagram();
    void serve_connection();

    Script script_;
    std::uint16_t port_ = 0;
    base::UniqueFd udp_;
    base::UniqueFd tcp_;
    base::UniqueFd end_;
    mutable std::mutex mutex_;
    std::vector<Arrived> arrived_;
    std::jthread thread_;
};

/// One answer to each, whatever its way.
FakeDnsServer::Script answers(std::function<std::string(const std::string& query)> answer);
FakeDnsServer::Script says_nothing();

} // namespace berth::netbridge::dns::test
