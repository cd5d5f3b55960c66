// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "sample_messages.hpp"
#include "services/netbridge/core/big_endian.hpp"
#include "services/netbridge/core/dns/answer.hpp"

using namespace berth::netbridge::dns;
using namespace berth::netbridge::dns::test;
using namespace std::string_literals;

namespace {

std::vector<SampleRecord> addresses(std::size_t count)
{
    return std::vector<SampleRecord>(count, {.name = "www.example", .data = kAddress});
}

/// A server's answer as a client of UDP gets it.
SeenAnswer shortened(const SampleQuery& sample, const SampleAnswer& answer, std::size_t at_most)
{
    const Query query = read(sample);
    const std::string whole = answer_to(query.bytes, answer);
    REQUIRE_FALSE(fits_udp(query, whole));
    const std::string result = shortened_for_udp(query, whole);
    CHECK(result.size() <= at_most);
    CHECK(fits_udp(query, result));
    return see(result);
}

} // namespace

TEST_CASE("our own answer has the query's id, question and wishes")
{
    const Query query =
        read({.name = "Host.docker.internal", .flags = kRecursionDesired | kCheckingDisabled});
    const SeenAnswer seen =
        see(own_answer(query, {.rcode = Rcode::no_error, .records = {{kTypeA, kAddress}, {kTypeA, "abcd"}}}));
    CHECK(seen.id == 0x1234);
    CHECK(seen.flags ==
          (kIsResponse | kAuthoritative | kRecursionDesired | kRecursionAvailable | kCheckingDisabled));
    CHECK(seen.question == query.question());
    REQUIRE(seen.answers.size() == 2);
    CHECK(seen.answers[0].data == kAddress);
    CHECK(seen.answers[0].ttl > 0);
    CHECK(seen.additionals.empty());
    CHECK(see(own_answer(query, {.rcode = Rcode::name_error, .records = {}})).rcode == Rcode::name_error);
}

TEST_CASE("who asks with EDNS is answered with EDNS, and nobody else")
{
    const Query query = read({.name = "a", .additional = opt(4096, kDnssecOk)});
    const SeenAnswer seen = see(failure_answer(query, Rcode::server_failure));
    CHECK(seen.rcode == Rcode::server_failure);
    CHECK_FALSE(seen.is(kAuthoritative));
    REQUIRE(seen.additionals.size() == 1);
    CHECK(seen.additionals[0].type == kTypeOpt);
    CHECK(seen.additionals[0].ttl == kDnssecOk);
    CHECK(see(failure_answer(read({.name = "a"}), Rcode::server_failure)).additionals.empty());
}

TEST_CASE("a server's answer is given to others with their id and letters")
{
    const Query first = read({.name = "www.example"});
    const Query second = read({.name = "wWw.eXample", .id = 0x4321});
    const std::string answer = answer_to(first.bytes, {.answers = addresses(1)});
    const std::string given = as_answer_to(second, answer);
    CHECK(see(given).id == 0x4321);
    CHECK(see(given).question == second.question());
    CHECK(given.substr(second.question_end) == answer.substr(first.question_end));
    const std::string bare = header_only_answer(first.bytes, Rcode::refused);
    const SeenAnswer refused = see(as_answer_to(second, bare));
    CHECK(refused.rcode == Rcode::refused);
    CHECK(refused.question == second.question());
}

TEST_CASE("an answer that has no room in a datagram is cut between records, and says so")
{
    const SeenAnswer plain = shortened({.name = "www.example"}, {.answers = addresses(100)}, 512);
    CHECK(plain.is(kTruncated));
    CHECK(plain.answers.size() == (512 - 29) / 27);
    const SampleQuery extended{.name = "www.example", .additional = opt(800)};
    const SeenAnswer more = shortened(extended, {.answers = addresses(100)}, 800);
    CHECK(more.answers.size() == (800 - 11 - 29) / 27);
    REQUIRE(more.additionals.size() == 1);
    CHECK(more.additionals[0].type == kTypeOpt);
}

TEST_CASE("a client's size holds between 512 and the largest that goes in one piece")
{
    const auto answer_of = [](std::size_t records) { return SampleAnswer{.answers = addresses(records)}; };
    for (const std::uint16_t size : std::vector<std::uint16_t>{0, 1, 511, 512}) {
        const SampleQuery sample{.name = "www.example", .additional = opt(size)};
        CHECK(shortened(sample, answer_of(100), 512).answers.size() == (512 - 11 - 29) / 27);
    }
    for (const std::uint16_t size : std::vector<std::uint16_t>{1232, 4096, 65535}) {
        const SampleQuery sample{.name = "www.example", .additional = opt(size)};
        CHECK(shortened(sample, answer_of(100), 1232).answers.size() == (1232 - 11 - 29) / 27);
    }
    const Query query = read({.name = "www.example"});
    CHECK(fits_udp(query, std::string(512, 'x')));
    CHECK_FALSE(fits_udp(query, std::string(513, 'x')));
}

TEST_CASE("additional records go first, and without them an answer need not be cut")
{
    const SampleAnswer answer{.answers = addresses(10), .additionals = addresses(20)};
    const SeenAnswer seen = shortened({.name = "www.example"}, answer, 512);
    CHECK_FALSE(seen.is(kTruncated));
    CHECK(seen.answers.size() == 10);
    CHECK(seen.additionals.empty());
}

TEST_CASE("a single record without room leaves none")
{
    const SampleRecord text{.name = "www.example", .type = 16, .data = std::string(1000, 't')};
    const SeenAnswer seen = shortened({.name = "www.example", .type = 16}, {.answers = {text}}, 512);
    CHECK(seen.is(kTruncated));
    CHECK(seen.answers.empty());
}
