// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "sample_messages.hpp"
#include "services/netbridge/core/dns/wire_name.hpp"

using namespace berth::netbridge::dns;
using namespace berth::netbridge::dns::test;
using namespace std::string_literals;

namespace {

std::optional<std::string> read_all(const std::string& bytes)
{
    std::size_t at = 0;
    return read_name(bytes, at);
}

} // namespace

TEST_CASE("a name is read in lower-case letters, and what follows it stays")
{
    const std::string message = "ab" + wire("WWW.Example") + "rest";
    std::size_t at = 2;
    CHECK(read_name(message, at) == wire("www.example"));
    CHECK(message.substr(at) == "rest");
    CHECK(read_all("\0"s) == "\0"s);
}

TEST_CASE("a name may have 255 bytes and a label 63, and no more")
{
    const std::string label(63, 'x');
    const std::string most = label + "." + label + "." + label + "." + std::string(61, 'y');
    CHECK(read_all(wire(most)) == wire(most));
    CHECK(name_from_text(most) == wire(most));
    CHECK_FALSE(read_all(wire(most + "y")));
    CHECK_FALSE(name_from_text(most + "y"));
    CHECK_FALSE(read_all(wire(label + "x")));
    CHECK_FALSE(name_from_text(label + "x"));
}

TEST_CASE("names that do not end, are compressed or of other kinds are none")
{
    for (const std::string& bytes : {""s, "\3ab"s, "\3abc"s, "\x3F"s, "\xC0"s, "\xC0\0"s, "\xC0\x0C"s,
                                     "\1a\xC0\0"s, "\1a\xC0\2"s, "\x41x\0"s, "\x80x\0"s}) {
        INFO(bytes.size());
        CHECK_FALSE(read_all(bytes));
    }
}

TEST_CASE("a compressed name is passed over without following it")
{
    CHECK(behind_name("\3abc\xC0\xFFrest"s, 0) == 6);
    CHECK(behind_name("\xC0\0"s, 0) == 2); // to itself
    CHECK_FALSE(behind_name("\3abc\xC0"s, 0));
    CHECK_FALSE(behind_name("abc"s, 3));
}

TEST_CASE("a name from a file has labels, a last dot at most")
{
    CHECK(name_from_text("Host.docker.internal.") == wire("host.docker.internal"));
    CHECK(name_from_text("db") == wire("db"));
    for (const char* text : {"", ".", "..", "a..b", ".a", "a.."}) {
        INFO(text);
        CHECK_FALSE(name_from_text(text));
    }
}

TEST_CASE("below a zone is what ends in its labels, not in its letters")
{
    CHECK(is_at_or_below(wire("docker.internal"), wire("docker.internal")));
    CHECK(is_at_or_below(wire("a.b.docker.internal"), wire("docker.internal")));
    CHECK_FALSE(is_at_or_below(wire("mydocker.internal"), wire("docker.internal")));
    CHECK_FALSE(is_at_or_below(wire("internal"), wire("docker.internal")));
    CHECK_FALSE(is_at_or_below(wire("docker.internal.example"), wire("docker.internal")));
}

TEST_CASE("an address has the name that its PTR record is asked by")
{
    CHECK(reverse_name("\x0A\1\2\xFF"s) == wire("255.2.1.10.in-addr.arpa"));
    CHECK(reverse_name("\x20\1\x0D\xB8"s + std::string(11, '\0') + "\1"s) ==
          wire("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"));
}
