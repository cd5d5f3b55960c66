// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "sample_messages.hpp"
#include "services/netbridge/core/big_endian.hpp"

using namespace berth::netbridge::dns;
using namespace berth::netbridge::dns::test;
using namespace std::string_literals;

namespace {

constexpr std::uint16_t kOpcodeNotify = 0x2000;
constexpr std::uint16_t kAnyFlag = 0x0400;

/// What is answered to what is no query of ours.
SeenAnswer refusal_of(const std::string& bytes)
{
    const ReceivedQuery received = read_query(bytes);
    CHECK_FALSE(received.query);
    REQUIRE_FALSE(received.refusal.empty());
    const SeenAnswer seen = see(received.refusal);
    CHECK(seen.is(kIsResponse));
    CHECK(seen.id == 0x1234);
    return seen;
}

std::string with_u16(std::string bytes, std::size_t at, std::uint16_t value)
{
    berth::netbridge::put_u16(bytes, at, value);
    return bytes;
}

bool is_silent(const std::string& bytes)
{
    const ReceivedQuery received = read_query(bytes);
    return !received.query && received.refusal.empty();
}

} // namespace

TEST_CASE("a query is read with its question and its EDNS")
{
    const Query plain = read({.name = "Www.Example", .type = kTypeAaaa});
    CHECK(plain.name == wire("www.example"));
    CHECK(plain.type == kTypeAaaa);
    CHECK_FALSE(plain.edns);
    CHECK(plain.question() == wire("Www.Example") + "\0\x1C\0\1"s);
    const Query extended = read({.name = "www.example", .additional = opt(4096, kDnssecOk, "\0\3\0\0"s)});
    REQUIRE(extended.edns);
    CHECK(extended.edns->udp_size == 4096);
    CHECK(extended.edns->dnssec_ok);
    CHECK(extended.edns->has_options);
    CHECK_FALSE(read({.name = "a", .additional = opt(512)}).edns->dnssec_ok);
}

TEST_CASE("what has no header, or is itself an answer, gets silence")
{
    const std::string query = bytes_of(SampleQuery{.name = "www.example"});
    for (std::size_t size = 0; size < kHeaderBytes; ++size) {
        CHECK(is_silent(query.substr(0, size)));
    }
    CHECK(is_silent(with_u16(query, kAtFlags, kIsResponse)));
    CHECK(is_silent(with_u16(query, kAtFlags, kIsResponse | kOpcodeNotify)));
}

TEST_CASE("a header that is no query's gets the answer that is due, and its own bits back")
{
    const std::string query = bytes_of(SampleQuery{.name = "www.example"});
    const SeenAnswer notify =
        refusal_of(with_u16(query, kAtFlags, kOpcodeNotify | kRecursionDesired | kAnyFlag));
    CHECK(notify.rcode == Rcode::not_implemented);
    CHECK((notify.flags & kOpcodeMask) == kOpcodeNotify);
    CHECK(notify.is(kRecursionDesired));
    CHECK_FALSE(notify.is(kAuthoritative));
    for (const std::size_t count : {kAtAnswers, kAtAuthorities}) {
        CHECK(refusal_of(with_u16(query, count, 1)).rcode == Rcode::format_error);
    }
    for (const std::uint16_t questions : std::vector<std::uint16_t>{0, 2, 65535}) {
        CHECK(refusal_of(with_u16(query, kAtQuestions, questions)).rcode == Rcode::format_error);
    }
    CHECK(refusal_of(with_u16(query, kAtFlags, kTruncated)).rcode == Rcode::format_error);
}

TEST_CASE("whatever is cut off, added or counted wrong is a format error")
{
    const std::string query = bytes_of(SampleQuery{.name = "www.example", .additional = opt(1232)});
    for (std::size_t size = kHeaderBytes; size < query.size(); ++size) {
        INFO(size);
        CHECK(refusal_of(query.substr(0, size)).rcode == Rcode::format_error);
    }
    CHECK(refusal_of(query + "x").rcode == Rcode::format_error);
    CHECK(refusal_of(with_u16(query, kAtAdditionals, 65535)).rcode == Rcode::format_error);
    CHECK(refusal_of(with_u16(query, kAtAdditionals, 0)).rcode == Rcode::format_error);
    const std::string two = with_u16(query + opt(1232), kAtAdditionals, 2);
    CHECK(refusal_of(two).rcode == Rcode::format_error);
    const std::string named =
        bytes_of(SampleQuery{.name = "a", .additional = wire("x") + opt(512).substr(1)});
    CHECK(refusal_of(named).rcode == Rcode::format_error);
    const std::string large = opt(1232, 0, std::string(kMaxQueryBytes, 'o'));
    CHECK(refusal_of(bytes_of(SampleQuery{.name = "a", .additional = large})).rcode == Rcode::format_error);
}

TEST_CASE("a question that is compressed is a format error, also one that leads to itself")
{
    const std::string header = bytes_of(SampleQuery{.name = ""}).substr(0, kHeaderBytes);
    for (const std::string& name : {"\xC0\x0C"s, "\xC0\0"s, "\1a\xC0\x0C"s, "\xFF\xFF"s}) {
        CHECK(refusal_of(header + name + "\0\1\0\1"s).rcode == Rcode::format_error);
    }
}

TEST_CASE("types that ask for no records, and classes but the internet's, go no further")
{
    const struct {
        std::uint16_t type;
        Rcode rcode;
    } types[] = {{0, Rcode::format_error},
                 {kTypeOpt, Rcode::format_error},
                 {kTypeTsig, Rcode::format_error},
                 {kTypeTkey, Rcode::format_error},
                 {kTypeAxfr, Rcode::refused},
                 {kTypeIxfr, Rcode::refused},
                 {kTypeMaila, Rcode::not_implemented},
                 {kTypeMailb, Rcode::not_implemented}};
    for (const auto& [type, rcode] : types) {
        INFO(type);
        const SeenAnswer seen = refusal_of(bytes_of(SampleQuery{.name = "Www.example", .type = type}));
        CHECK(seen.rcode == rcode);
        CHECK(seen.question.substr(0, 13) == wire("Www.example"));
    }
    for (const std::uint16_t klass : std::vector<std::uint16_t>{0, 3, 4, 254, 255}) {
        CHECK(refusal_of(bytes_of(SampleQuery{.name = "a", .klass = klass})).rcode == Rcode::refused);
    }
    CHECK(read({.name = "a", .type = 65}).type == 65); // HTTPS: as any other
    CHECK(read({.name = "a", .type = kTypeAny}).type == kTypeAny);
}

TEST_CASE("another version of EDNS is told which one there is")
{
    const SeenAnswer seen = refusal_of(bytes_of(SampleQuery{.name = "a", .additional = opt(1232, 0x10000)}));
    CHECK(seen.rcode == Rcode::no_error); // the lower bits
    REQUIRE(seen.additionals.size() == 1);
    CHECK(seen.additionals[0].type == kTypeOpt);
    CHECK(seen.additionals[0].ttl == 0x01000000); // the upper bits, and version 0
}

TEST_CASE("queries share an answer only where it would be the same")
{
    const std::string key = read({.name = "www.example"}).shared_key();
    CHECK_FALSE(key.empty());
    CHECK(read({.name = "WWW.example", .id = 7}).shared_key() == key);
    const std::vector<SampleQuery> others = {
        {.name = "ww.example"},
        {.name = "www.example", .type = kTypeAaaa},
        {.name = "www.example", .flags = kRecursionDesired | kCheckingDisabled},
        {.name = "www.example", .flags = kRecursionDesired | kAuthenticData},
        {.name = "www.example", .additional = opt(1232)},
        {.name = "www.example", .additional = opt(1232, kDnssecOk)}};
    for (std::size_t one = 0; one < others.size(); ++one) {
        CHECK(read(others[one]).shared_key() != key);
        for (std::size_t other = 0; other < one; ++other) {
            CHECK(read(others[one]).shared_key() != read(others[other]).shared_key());
        }
    }
    CHECK(read({.name = "a", .additional = opt(512)}).shared_key() ==
          read({.name = "a", .additional = opt(4096)}).shared_key());
    CHECK(read({.name = "www.example", .flags = 0}).shared_key().empty());
    CHECK(read({.name = "www.example", .additional = opt(1232, 0, "\0\12\0\0"s)}).shared_key().empty());
    const std::string signature =
        bytes_of(SampleRecord{.name = "k", .type = kTypeTsig, .ttl = 0, .data = "s"});
    CHECK(read({.name = "www.example", .additional = signature}).shared_key().empty());
}
