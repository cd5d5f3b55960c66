// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "sample_messages.hpp"
#include "services/netbridge/core/dns/answer_cache.hpp"

using namespace berth::netbridge::dns;
using namespace berth::netbridge::dns::test;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kLarge = 1U << 20U;
const AnswerCache::Time kStart{};

std::string answer_of(const Query& query, std::uint32_t ttl = 300)
{
    return answer_to(query.bytes, {.answers = {{.name = "x", .ttl = ttl, .data = kAddress}}});
}

} // namespace

TEST_CASE("a kept answer is given until its TTL has passed, with what is left of it")
{
    AnswerCache cache(kLarge);
    const Query query = read({.name = "www.example"});
    CHECK_FALSE(cache.find(query, kStart));
    cache.keep(query, answer_of(query), kStart);
    CHECK(see(*cache.find(query, kStart)).answers.at(0).ttl == 300);
    CHECK(see(*cache.find(query, kStart + 299900ms)).answers.at(0).ttl == 1);
    CHECK_FALSE(cache.find(query, kStart + 300s));
    CHECK(cache.bytes() == 0);
}

TEST_CASE("an answer is given to who would get the same one only")
{
    AnswerCache cache(kLarge);
    const Query query = read({.name = "www.example"});
    cache.keep(query, answer_of(query), kStart);
    CHECK(cache.find(read({.name = "WWW.example", .id = 9}), kStart));
    CHECK_FALSE(cache.find(read({.name = "www.example", .type = kTypeAaaa}), kStart));
    CHECK_FALSE(cache.find(read({.name = "www.example", .additional = opt(1232, kDnssecOk)}), kStart));
    CHECK_FALSE(cache.find(read({.name = "www.example", .flags = 0}), kStart));
    cache.clear();
    CHECK_FALSE(cache.find(query, kStart));
}

TEST_CASE("what may not be kept is not")
{
    AnswerCache cache(kLarge);
    const Query query = read({.name = "www.example"});
    cache.keep(query, answer_to(query.bytes, {.rcode = Rcode::server_failure}), kStart);
    cache.keep(query, answer_of(query, 0), kStart);
    const Query own = read({.name = "www.example", .flags = 0});
    cache.keep(own, answer_of(own), kStart);
    CHECK(cache.bytes() == 0);
    cache.keep(query,
               answer_to(query.bytes, {.rcode = Rcode::name_error, .authorities = {soa("example", 9, 9)}}),
               kStart);
    CHECK(see(*cache.find(query, kStart + 8s)).rcode == Rcode::name_error);
    CHECK_FALSE(cache.find(query, kStart + 9s));
}

TEST_CASE("a newer answer takes the place of the one before")
{
    AnswerCache cache(kLarge);
    const Query query = read({.name = "www.example"});
    cache.keep(query, answer_of(query, 10), kStart);
    const std::size_t bytes = cache.bytes();
    cache.keep(query, answer_of(query, 99), kStart);
    CHECK(cache.bytes() == bytes);
    CHECK(see(*cache.find(query, kStart)).answers.at(0).ttl == 99);
}

TEST_CASE("without room the answer that was used longest ago goes, and one too large never comes")
{
    const Query queries[] = {read({.name = "a.example"}), read({.name = "b.example"}),
                             read({.name = "c.example"})};
    AnswerCache one(kLarge);
    one.keep(queries[0], answer_of(queries[0]), kStart);
    AnswerCache cache(one.bytes() * 2);
    cache.keep(queries[0], answer_of(queries[0]), kStart);
    cache.keep(queries[1], answer_of(queries[1]), kStart);
    CHECK(cache.find(queries[0], kStart));
    cache.keep(queries[2], answer_of(queries[2]), kStart);
    CHECK(cache.find(queries[0], kStart));
    CHECK_FALSE(cache.find(queries[1], kStart));
    CHECK(cache.find(queries[2], kStart));
    const SampleRecord large{.name = "x", .data = std::string(4000, 'x')};
    cache.keep(queries[1], answer_to(queries[1].bytes, {.answers = {large}}), kStart);
    CHECK_FALSE(cache.find(queries[1], kStart));
    CHECK(cache.find(queries[0], kStart));
}
