// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/dns_query.hpp"

#include <array>
#include <cstring>
#include <vector>

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <resolv.h>
#include <sys/socket.h>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/scope_exit.hpp"
#include "base/unique_fd.hpp"

namespace berth::diagnose {
namespace {

std::vector<unsigned char> question()
{
    std::array<unsigned char, NS_PACKETSZ> packet{};
    struct __res_state state {};
    if (::res_ninit(&state) != 0) {
        throw base::Error("the resolver of the C library cannot be set up", "look at /etc/resolv.conf");
    }
    const base::ScopeExit close_state([&state] { ::res_nclose(&state); });
    const int size = ::res_nmkquery(&state, ns_o_query, ".", ns_c_in, ns_t_ns, nullptr, 0, nullptr,
                                    packet.data(), static_cast<int>(packet.size()));
    base::expects(size > 0, "a question for the root's name servers fits into a packet");
    return {packet.begin(), packet.begin() + size};
}

/// A connected datagram socket: only the server's own packets come in, and its refusal is an error.
base::UniqueFd connect_to(const std::string& server, std::uint16_t port)
{
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    hints.ai_socktype = SOCK_DGRAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(server.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) {
        throw base::Error("'" + server + "' is no address of a name server", "look at /etc/resolv.conf");
    }
    const base::ScopeExit free_found([found] { ::freeaddrinfo(found); });
    base::UniqueFd fd(::socket(found->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!fd || ::connect(fd.get(), found->ai_addr, found->ai_addrlen) != 0) {
        throw base::SystemError("reaching name server " + server);
    }
    return fd;
}

std::string code_of(unsigned char flags)
{
    constexpr std::array kNames{"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"};
    const unsigned code = flags & 0xFU;
    return code < kNames.size() ? kNames.at(code) : fmt::format("code {}", code);
}

} // namespace

base::Result<std::string> ask_name_server(const std::string& server, std::chrono::milliseconds deadline,
                                          std::uint16_t port)
{
    const std::vector<unsigned char> asked = question();
    const base::UniqueFd fd = connect_to(server, port);
    if (::send(fd.get(), asked.data(), asked.size(), 0) < 0) {
        return base::Failure{fmt::format("asking {}: {}", server, base::errno_text(errno)), ""};
    }
    pollfd readable{fd.get(), POLLIN, 0};
    if (::poll(&readable, 1, static_cast<int>(deadline.count())) == 0) {
        return base::Failure{fmt::format("{} did not answer within {} ms", server, deadline.count()), ""};
    }
    std::array<unsigned char, NS_MAXMSG> answer{};
    const ssize_t size = ::recv(fd.get(), answer.data(), answer.size(), 0);
    if (size < 0) {
        return base::Failure{fmt::format("asking {}: {}", server, base::errno_text(errno)), ""};
    }
    const bool is_answer =
        size >= NS_HFIXEDSZ && std::memcmp(answer.data(), asked.data(), 2) == 0 && (answer[2] & 0x80U) != 0;
    return is_answer ? base::Result<std::string>(code_of(answer[3]))
                     : base::Failure{server + " sent something that is no answer", ""};
}

} // namespace berth::diagnose
