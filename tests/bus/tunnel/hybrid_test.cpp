// SPDX-License-Identifier: Apache-2.0
#include "tunnel/hybrid.hpp"

#include <sys/socket.h>

#include <array>
#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/linux/unix_socket.hpp"
#include "tunnel/line_reader.hpp"

using namespace berth::tunnel;

namespace {

struct SocketPair {
    SocketPair()
    {
        std::array<int, 2> fds{};
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds.data()) != 0) {
            throw berth::base::SystemError("making a socket pair");
        }
        writer.reset(fds[0]);
        reader.reset(fds[1]);
    }
    void write(std::string_view text) const { berth::base::write_all(writer.get(), text, "the pair"); }

    berth::base::UniqueFd writer;
    berth::base::UniqueFd reader;
};

} // namespace

TEST_CASE("the two lines of the hybrid convention read as they are written")
{
    CHECK(connect_line(7001) == "CONNECT 7001\n");
    CHECK(parse_connect_line("CONNECT 7001") == 7001U);
    CHECK(ok_line(1073741824) == "OK 1073741824\n");
    CHECK(parse_ok_line("OK 1073741824") == 1073741824U);
    CHECK(connect_line(4294967295).size() <= kMaxHybridLineBytes);
}

TEST_CASE("a line that is not exactly a CONNECT line is none")
{
    const auto bad = GENERATE(as<std::string>{}, "", "CONNECT", "CONNECT ", "CONNECT 0", "CONNECT -1",
                              "CONNECT +1", "CONNECT 1 ", "CONNECT  1", "CONNECT 4294967296", "connect 1",
                              "CONNECT 1\r", "CONNECT 0x10", "GET / HTTP/1.1");
    CAPTURE(bad);
    CHECK_FALSE(parse_connect_line(bad));
}

TEST_CASE("a line that comes in pieces is put together and what follows it stays in the socket")
{
    const SocketPair pair;
    LineReader reader;
    CHECK(reader.read(pair.reader.get()) == LineReader::State::incomplete);
    pair.write("CONN");
    CHECK(reader.read(pair.reader.get()) == LineReader::State::incomplete);
    pair.write("ECT 7001\nthe stream's own");
    CHECK(reader.read(pair.reader.get()) == LineReader::State::complete);
    CHECK(reader.line() == "CONNECT 7001");
    std::array<char, 64> rest{};
    const ssize_t got = ::recv(pair.reader.get(), rest.data(), rest.size(), 0);
    REQUIRE(got > 0);
    CHECK(std::string(rest.data(), static_cast<std::size_t>(got)) == "the stream's own");
}

TEST_CASE("a line without end fails at its limit and a closed stream at once")
{
    const SocketPair pair;
    LineReader too_long;
    pair.write(std::string(100, 'x'));
    CHECK(too_long.read(pair.reader.get()) == LineReader::State::failed);

    SocketPair closed;
    closed.write("CONNECT 70");
    closed.writer.reset();
    LineReader cut;
    CHECK(cut.read(closed.reader.get()) == LineReader::State::failed);
}
