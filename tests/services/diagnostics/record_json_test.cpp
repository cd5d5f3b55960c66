// SPDX-License-Identifier: Apache-2.0
#include "services/diagnostics/core/record_json.hpp"

#include <catch2/catch.hpp>
#include <google/protobuf/util/message_differencer.h>

#include "logging/records.hpp"

using namespace berth;
using diagnostics::parse_json_line;
using diagnostics::to_json_line;

namespace {

diagnostics::v1::LogRecord sample()
{
    diagnostics::v1::LogRecord record;
    record.mutable_time()->set_seconds(1'700'000'000);
    record.mutable_time()->set_nanos(123'456'000);
    record.set_level(diagnostics::v1::LEVEL_WARNING);
    record.set_side(bus::v1::SIDE_GUEST);
    record.set_service("dockerd");
    record.set_pid(17);
    record.set_message("a \"quoted\" back\\slash and gr\xc3\xbc\xc3\x9f");
    (*record.mutable_fields())["container"] = "web";
    return record;
}

} // namespace

TEST_CASE("a record is one line of JSON that begins with its time")
{
    const std::string line = to_json_line(sample());
    CHECK(line ==
          R"({"time":"2023-11-14T22:13:20.123456Z","level":"warning","service":"dockerd","side":"guest",)"
          R"("pid":17,"message":"a \"quoted\" back\\slash and grüß","fields":{"container":"web"}})");
    CHECK(line.find('\n') == std::string::npos);
}

TEST_CASE("a record comes back from its line as it was")
{
    const auto record = parse_json_line(to_json_line(sample()));
    REQUIRE(record);
    CHECK(google::protobuf::util::MessageDifferencer::Equals(*record, sample()));
}

TEST_CASE("every cut of a line is no record")
{
    const std::string line = to_json_line(sample());
    for (std::size_t length = 0; length < line.size(); ++length) {
        REQUIRE_FALSE(parse_json_line(line.substr(0, length)));
    }
    CHECK_FALSE(parse_json_line(line.substr(0, 50) + line)); // torn, and the next one right behind it
}

TEST_CASE("JSON that is no record is none, and unknown keys are no harm")
{
    CHECK_FALSE(parse_json_line("[]"));
    CHECK_FALSE(parse_json_line("null"));
    CHECK_FALSE(parse_json_line(R"({"time":"yesterday","level":"info"})"));
    CHECK_FALSE(parse_json_line(R"({"time":"2023-11-14T22:13:20Z","level":"loud"})"));
    CHECK_FALSE(parse_json_line(std::string(100'000, '[')));
    const auto record = parse_json_line(
        R"({"time":"2023-11-14T22:13:20Z","level":"info","later":1,"pid":"x","fields":{"a":1,"b":"2"}})");
    REQUIRE(record);
    CHECK(record->pid() == 0);
    CHECK(record->fields().size() == 1);
}
