// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/netbridge/core/api/raw_stream.hpp"

using namespace berth::netbridge;

TEST_CASE("an answer turns into a raw stream on 101, and on a 200 without a length for attach and exec")
{
    CHECK(becomes_raw_stream("POST", "/session", {.status = 101}));
    CHECK(becomes_raw_stream("GET", "/containers/x/attach/ws", {.status = 101}));
    CHECK(becomes_raw_stream("POST", "/containers/a/b/attach", {.status = 200}));
    CHECK(becomes_raw_stream("POST", "/exec/12/start", {.status = 200}));
    CHECK_FALSE(becomes_raw_stream("POST", "/exec/12/start", {.status = 200, .has_length = true}));
    CHECK_FALSE(becomes_raw_stream("POST", "/containers/x/attach", {.status = 404}));
    CHECK_FALSE(becomes_raw_stream("GET", "/events", {.status = 200}));
}
