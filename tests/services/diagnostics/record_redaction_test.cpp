// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/diagnostics/core/record_redaction.hpp"

using namespace berth::diagnostics;

TEST_CASE("secrets are taken out of a record's message and fields, and the rest is as it was")
{
    v1::LogRecord record;
    record.set_service("somebody");
    record.set_level(v1::LEVEL_WARNING);
    record.set_pid(7);
    record.set_message("proxy http://me:hunter@host/ is away");
    (*record.mutable_fields())["url"] = "http://me:hunter@host/";
    (*record.mutable_fields())["api_token"] = "hunter";
    (*record.mutable_fields())["state"] = "away";
    const v1::LogRecord out = redacted(record);
    CHECK(out.message() == "proxy http://<redacted>@host/ is away");
    CHECK(out.fields().at("url") == "http://<redacted>@host/");
    CHECK(out.fields().at("api_token") == "<redacted>");
    CHECK(out.fields().at("state") == "away");
    CHECK(out.service() == "somebody");
    CHECK(out.level() == v1::LEVEL_WARNING);
    CHECK(out.pid() == 7);
}
