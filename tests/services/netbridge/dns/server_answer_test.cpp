// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "sample_messages.hpp"
#include "services/netbridge/core/big_endian.hpp"
#include "services/netbridge/core/dns/answer.hpp"
#include "services/netbridge/core/dns/server_answer.hpp"

using namespace berth::netbridge::dns;
using namespace berth::netbridge::dns::test;
using namespace std::chrono_literals;

namespace {

const SampleRecord kRecord{.name = "www.example", .ttl = 300, .data = kAddress};
const SampleRecord kAlias{.name = "www.example", .type = kTypeCname, .ttl = 20, .data = wire("x.example")};

std::string answer_with(const SampleAnswer& answer)
{
    return answer_to(bytes_of(SampleQuery{.name = "www.example"}), answer);
}

std::optional<std::chrono::seconds> lifetime(const SampleAnswer& answer)
{
    return lifetime_of(answer_with(answer), kTypeA);
}

} // namespace

TEST_CASE("an answer is one by its id, its question and whole records")
{
    const Query sent = read({.name = "Www.example"});
    const std::string answer = answer_to(sent.bytes, {.answers = {kRecord}});
    CHECK(is_answer_to(sent, answer));
    CHECK(is_answer_to(read({.name = "wwW.example"}), answer));
    CHECK_FALSE(is_answer_to(read({.name = "Www.example", .id = 1}), answer));
    CHECK_FALSE(is_answer_to(read({.name = "www.examplf"}), answer));
    CHECK_FALSE(is_answer_to(read({.name = "www.example", .type = kTypeAaaa}), answer));
    CHECK_FALSE(is_answer_to(sent, sent.bytes));
    CHECK_FALSE(is_answer_to(sent, answer + "x"));
    for (std::size_t size = 0; size < answer.size(); ++size) {
        INFO(size);
        CHECK_FALSE(is_answer_to(sent, answer.substr(0, size)));
    }
}

TEST_CASE("a truncated answer need not be whole, but has the question")
{
    const Query sent = read({.name = "www.example"});
    const std::string answer = answer_to(sent.bytes, {.answers = {kRecord}, .flags = kTruncated});
    CHECK(is_answer_to(sent, answer.substr(0, answer.size() - 1)));
    CHECK(is_answer_to(sent, answer.substr(0, sent.question_end)));
    CHECK_FALSE(is_answer_to(sent, answer.substr(0, sent.question_end - 1)));
}

TEST_CASE("a server may fail without the question, but not know something")
{
    const Query sent = read({.name = "www.example"});
    CHECK(is_answer_to(sent, header_only_answer(sent.bytes, Rcode::format_error)));
    CHECK(is_answer_to(sent, header_only_answer(sent.bytes, Rcode::refused)));
    CHECK_FALSE(is_answer_to(sent, header_only_answer(sent.bytes, Rcode::no_error)));
    CHECK_FALSE(is_answer_to(sent, header_only_answer(sent.bytes, Rcode::name_error)));
}

TEST_CASE("another server is asked where glibc would ask one")
{
    CHECK(is_final(answer_with({.answers = {kRecord}})));
    CHECK(is_final(answer_with({.rcode = Rcode::name_error})));
    CHECK(is_final(answer_with({.rcode = Rcode::format_error})));
    CHECK(is_final(answer_with({})));
    CHECK(is_final(answer_with({.flags = kTruncated})));
    CHECK_FALSE(is_final(answer_with({.flags = 0}))); // lame
    CHECK_FALSE(is_final(answer_with({.rcode = Rcode::server_failure})));
    CHECK_FALSE(is_final(answer_with({.rcode = Rcode::refused})));
    CHECK_FALSE(is_final(answer_with({.rcode = Rcode::not_implemented})));
}

TEST_CASE("an answer holds for its smallest TTL")
{
    CHECK(lifetime({.answers = {kRecord}}) == 300s);
    CHECK(lifetime({.answers = {kAlias, kRecord}}) == 20s);
    CHECK(lifetime({.answers = {kRecord}, .authorities = {kAlias}}) == 20s);
    CHECK(lifetime({.answers = {{.name = "www.example", .ttl = 1000000, .data = kAddress}}}) == 3600s);
    CHECK_FALSE(lifetime({.answers = {{.name = "www.example", .ttl = 0, .data = kAddress}}}));
    CHECK_FALSE(lifetime({.answers = {{.name = "www.example", .ttl = 0x80000001, .data = kAddress}}}));
    const SampleRecord opt_record{.name = "", .type = kTypeOpt, .ttl = 0, .data = ""};
    CHECK(lifetime({.answers = {kRecord}, .additionals = {opt_record}}) == 300s);
}

TEST_CASE("a no holds as its SOA record says, for a minute at most, and without one not at all")
{
    const SampleAnswer no{.rcode = Rcode::name_error, .authorities = {soa("example", 50, 30)}};
    CHECK(lifetime(no) == 30s);
    CHECK(lifetime({.authorities = {soa("example", 20, 30)}}) == 20s);
    CHECK(lifetime({.authorities = {soa("example", 86400, 86400)}}) == 60s);
    CHECK(lifetime({.answers = {kAlias}, .authorities = {soa("example", 50, 30)}}) == 20s);
    CHECK_FALSE(lifetime({.authorities = {soa("example", 50, 0)}}));
    CHECK_FALSE(lifetime({}));
    CHECK_FALSE(lifetime({.rcode = Rcode::name_error}));
    CHECK_FALSE(lifetime({.answers = {kAlias}}));
    CHECK_FALSE(lifetime({.authorities = {{.name = "example", .type = kTypeSoa, .ttl = 50, .data = "x"}}}));
}

TEST_CASE("failures and truncated answers are not kept")
{
    CHECK_FALSE(lifetime({.answers = {kRecord}, .flags = kTruncated}));
    for (const Rcode rcode : {Rcode::server_failure, Rcode::refused, Rcode::format_error}) {
        CHECK_FALSE(lifetime({.rcode = rcode, .answers = {kRecord}}));
    }
}

TEST_CASE("TTLs are counted down to zero, but EDNS has none")
{
    const SampleRecord opt_record{.name = "", .type = kTypeOpt, .ttl = kDnssecOk, .data = ""};
    std::string answer = answer_with({.answers = {kAlias, kRecord}, .additionals = {opt_record}});
    grow_older(answer, 30s);
    const SeenAnswer seen = see(answer);
    CHECK(seen.answers[0].ttl == 0);
    CHECK(seen.answers[1].ttl == 270);
    CHECK(seen.additionals[0].ttl == kDnssecOk);
}
