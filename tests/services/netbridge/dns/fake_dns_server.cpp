// SPDX-License-Identifier: Apache-2.0
#include "fake_dns_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include "base/error.hpp"
#include "services/netbridge/core/big_endian.hpp"
#include "tests/services/netbridge/peer.hpp"

namespace berth::netbridge::dns::test {
namespace {

sockaddr_in to_address(const std::string& address, std::uint16_t port)
{
    sockaddr_in result{};
    result.sin_family = AF_INET;
    result.sin_port = htons(port);
    base::expects(::inet_pton(AF_INET, address.c_str(), &result.sin_addr) == 1, "an IPv4 address");
    return result;
}

base::UniqueFd bound_socket(int type, const sockaddr_in& own)
{
    base::UniqueFd fd(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
    const int yes = 1;
    if (type == SOCK_STREAM) {
        ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    }
    if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0) {
        return {};
    }
    return fd;
}

std::uint16_t port_of(int fd)
{
    sockaddr_in own{};
    socklen_t length = sizeof own;
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&own), &length);
    return ntohs(own.sin_port);
}

} // namespace

FakeDnsServer::FakeDnsServer(const std::string& address, std::uint16_t port, Script script)
    : script_(std::move(script)), end_(::eventfd(0, EFD_CLOEXEC))
{
    while (!tcp_) { // a port that is free for UDP may be taken for TCP
        udp_ = bound_socket(SOCK_DGRAM, to_address(address, port));
        base::expects(static_cast<bool>(udp_), "a free UDP port");
        port_ = port_of(udp_.get());
        tcp_ = bound_socket(SOCK_STREAM, to_address(address, port_));
        base::expects(tcp_ || port == 0, "a free TCP port");
    }
    base::expects(::listen(tcp_.get(), 16) == 0, "listening");
    thread_ = std::jthread([this] { serve(); });
}

FakeDnsServer::~FakeDnsServer()
{
    ::eventfd_write(end_.get(), 1);
    thread_.join();
}

void FakeDnsServer::serve()
{
    while (true) {
        pollfd entries[] = {{.fd = end_.get(), .events = POLLIN, .revents = 0},
                            {.fd = udp_.get(), .events = POLLIN, .revents = 0},
                            {.fd = tcp_.get(), .events = POLLIN, .revents = 0}};
        (void)::poll(entries, 3, -1);
        if (entries[0].revents != 0) {
            return;
        }
        if (entries[1].revents != 0) {
            serve_datagram();
        }
        if (entries[2].revents != 0) {
            serve_connection();
        }
    }
}

std::vector<Arrived> FakeDnsServer::arrived() const
{
    const std::scoped_lock lock(mutex_);
    return arrived_;
}

std::vector<std::string> FakeDnsServer::answers_to(const Arrived& arrived)
{
    {
        const std::scoped_lock lock(mutex_);
        arrived_.push_back(arrived);
    }
    return script_(arrived);
}

void FakeDnsServer::serve_datagram()
{
    std::string query(65535, '\0');
    sockaddr_in client{};
    socklen_t length = sizeof client;
    const ssize_t got =
        ::recvfrom(udp_.get(), query.data(), query.size(), 0, reinterpret_cast<sockaddr*>(&client), &length);
    if (got < 0) {
        return;
    }
    query.resize(static_cast<std::size_t>(got));
    for (const std::string& answer : answers_to({query, false, ntohs(client.sin_port)})) {
        ::sendto(udp_.get(), answer.data(), answer.size(), 0, reinterpret_cast<const sockaddr*>(&client),
                 length);
    }
}

/// One query on each; it is closed then.
void FakeDnsServer::serve_connection()
{
    try {
        auto peer = netbridge::test::Peer::accept_from(tcp_.get());
        const std::string size = peer.receive_bytes(2);
        if (size.size() < 2) {
            return;
        }
        const std::string query = peer.receive_bytes(get_u16(size, 0));
        for (const std::string& answer : answers_to({query, true, 0})) {
            std::string message;
            append_u16(message, static_cast<std::uint16_t>(answer.size()));
            peer.send(message + answer);
        }
    } catch (const base::Error&) { // the client went away: it has what it wants
    }
}

FakeDnsServer::Script answers(std::function<std::string(const std::string& query)> answer)
{
    return [answer](const Arrived& arrived) { return std::vector<std::string>{answer(arrived.query)}; };
}

FakeDnsServer::Script says_nothing()
{
    return [](const Arrived&) { return std::vector<std::string>{}; };
}

} // namespace berth::netbridge::dns::test
