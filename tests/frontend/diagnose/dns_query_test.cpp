// SPDX-License-Identifier: Apache-2.0
// Against a name server of the test's own on the loopback.
#include "frontend/diagnose/check/dns_query.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <functional>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "base/unique_fd.hpp"

namespace berth::diagnose {
namespace {

using Packet = std::vector<unsigned char>;

class NameServer {
public:
    /// Makes of the first question what is sent back; an empty answer is silence.
    explicit NameServer(std::function<Packet(Packet)> answer)
        : fd_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        REQUIRE(::bind(fd_.get(), reinterpret_cast<sockaddr*>(&address), size) == 0);
        REQUIRE(::getsockname(fd_.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
        port_ = ntohs(address.sin_port);
        thread_ = std::jthread([this, answer = std::move(answer)] { serve(answer); });
    }

    std::uint16_t port() const { return port_; }

private:
    void serve(const std::function<Packet(Packet)>& answer) const
    {
        constexpr int kDeadlineMs = 5000;
        pollfd readable{fd_.get(), POLLIN, 0};
        if (::poll(&readable, 1, kDeadlineMs) != 1) {
            return;
        }
        Packet question(512);
        sockaddr_in from{};
        socklen_t size = sizeof from;
        const ssize_t got = ::recvfrom(fd_.get(), question.data(), question.size(), 0,
                                       reinterpret_cast<sockaddr*>(&from), &size);
        question.resize(static_cast<std::size_t>(got));
        const Packet said = answer(question);
        if (!said.empty()) {
            (void)::sendto(fd_.get(), said.data(), said.size(), 0, reinterpret_cast<sockaddr*>(&from), size);
        }
    }

    base::UniqueFd fd_;
    std::uint16_t port_ = 0;
    std::jthread thread_;
};

Packet with_code(Packet question, unsigned char code)
{
    question[2] |= 0x80U;
    question[3] = static_cast<unsigned char>((question[3] & 0xF0U) | code);
    return question;
}

constexpr std::chrono::milliseconds kLong{5000};
constexpr std::chrono::milliseconds kShort{50};

} // namespace

TEST_CASE("a name server's answer is known by its code, whatever it is")
{
    const NameServer good([](const Packet& question) { return with_code(question, 0); });
    CHECK(ask_name_server("127.0.0.1", kLong, good.port()).value() == "NOERROR");
    const NameServer broken([](const Packet& question) { return with_code(question, 2); });
    CHECK(ask_name_server("127.0.0.1", kLong, broken.port()).value() == "SERVFAIL");
    const NameServer strange([](const Packet& question) { return with_code(question, 9); });
    CHECK(ask_name_server("127.0.0.1", kLong, strange.port()).value() == "code 9");
}

TEST_CASE("a name server that is silent is given up at the deadline, and one that is away at once")
{
    const NameServer silent([](const Packet&) { return Packet{}; });
    CHECK(ask_name_server("127.0.0.1", kShort, silent.port()).error().message ==
          "127.0.0.1 did not answer within 50 ms");
    std::uint16_t port = 0;
    {
        const NameServer gone([](const Packet&) { return Packet{}; });
        port = gone.port();
        (void)ask_name_server("127.0.0.1", std::chrono::milliseconds{1}, port);
    }
    CHECK(ask_name_server("127.0.0.1", kLong, port).error().message ==
          "asking 127.0.0.1: Connection refused");
}

TEST_CASE("what is no answer to this question is not taken for one")
{
    const NameServer echo([](const Packet& question) { return question; });
    CHECK(!ask_name_server("127.0.0.1", kLong, echo.port()));
    const NameServer stub([](const Packet&) { return Packet{1}; });
    CHECK(!ask_name_server("127.0.0.1", kLong, stub.port()));
    const NameServer other([](Packet question) {
        question[0] ^= 0xFFU;
        return with_code(question, 0);
    });
    CHECK(!ask_name_server("127.0.0.1", kLong, other.port()));
}

TEST_CASE("an address that is none is told by name")
{
    CHECK_THROWS_WITH(ask_name_server("resolver.example"),
                      "'resolver.example' is no address of a name server");
}

} // namespace berth::diagnose
