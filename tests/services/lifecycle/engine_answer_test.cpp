// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/host/engine_answer.hpp"

#include <catch2/catch.hpp>

using berth::lifecycle::EngineAnswer;
using Catch::Contains;

namespace {

constexpr std::size_t kLimit = 64;
const std::string kHead = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";

berth::base::Result<std::string> answer_of(std::string_view bytes)
{
    EngineAnswer answer("GET /_ping", kLimit);
    answer.put(bytes);
    answer.put_end();
    REQUIRE(answer.is_over());
    return answer.result();
}

std::string why_not(const berth::base::Result<std::string>& result)
{
    return result ? "there is a body" : result.error().message;
}

} // namespace

TEST_CASE("an answer is over with its last byte, however the bytes come")
{
    const std::string bytes = kHead + "Content-Length: 2\r\n\r\nOK";
    EngineAnswer answer("GET /_ping", kLimit);
    for (const char byte : bytes) {
        CHECK_FALSE(answer.is_over());
        answer.put(std::string_view(&byte, 1));
    }
    CHECK(answer.is_over());
    CHECK(answer.result().value() == "OK");
}

TEST_CASE("chunks and the connection's end end a body, too")
{
    EngineAnswer chunked("GET /info", kLimit);
    chunked.put(kHead + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n3\r\n[1]\r\n0\r\n\r\n");
    CHECK(chunked.is_over());
    CHECK(chunked.result().value() == "{}[1]");
    CHECK(answer_of(kHead + "\r\nall that there is").value() == "all that there is");
}

TEST_CASE("a daemon killed between accept and answer is no answer")
{
    CHECK(why_not(answer_of("")) == "the engine closed the connection without an answer to GET /_ping");
}

TEST_CASE("an answer that ends in the middle is not whole")
{
    CHECK_THAT(why_not(answer_of("HTT")), Contains("not whole"));
    CHECK_THAT(why_not(answer_of(kHead)), Contains("not whole"));
    CHECK_THAT(why_not(answer_of(kHead + "Content-Length: 20\r\n\r\nten bytes.")), Contains("not whole"));
}

TEST_CASE("bytes of another protocol and a body beyond the limit end the answer at once")
{
    EngineAnswer other("GET /_ping", kLimit);
    other.put("SSH-2.0-OpenSSH_9.2\r\n");
    CHECK(other.is_over());
    CHECK_THAT(why_not(other.result()), Contains("GET /_ping is not whole"));

    EngineAnswer large("GET /_ping", kLimit);
    large.put(kHead + "Content-Length: 65\r\n\r\n");
    CHECK(large.is_over());
    CHECK_THAT(why_not(large.result()), Contains("limit"));
}

TEST_CASE("another status than 200 is named")
{
    CHECK(why_not(answer_of("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")) ==
          "the engine answered 503 to GET /_ping");
}
