// SPDX-License-Identifier: Apache-2.0
#include "logging/log_writer.hpp"

#include <optional>

#include <catch2/catch.hpp>

#include "tests/bus/logging/log_socket.hpp"
#include "tests/support/temp_dir.hpp"

using namespace berth;
using logging::LogWriter;

namespace {

const logging::Origin kOrigin{"lifecycle", bus::v1::SIDE_HOST, 42};

/// Everything that the writer has, however small the socket's queue is.
std::vector<diagnostics::v1::LogRecord> drain(LogWriter& writer, const test::LogSocket& socket)
{
    std::vector<diagnostics::v1::LogRecord> all = socket.take();
    while (writer.waiting()) {
        writer.flush();
        for (auto& record : socket.take()) {
            all.push_back(std::move(record));
        }
    }
    return all;
}

} // namespace

TEST_CASE("a written line arrives as a record that says who wrote it and when")
{
    const test::TempDir dir;
    const test::LogSocket socket(dir / "log.sock");
    LogWriter writer(dir / "log.sock", kOrigin);
    const auto before = logging::WallClock::now();
    writer.write(diagnostics::v1::LEVEL_WARNING, "the disk is\nnearly full");
    const auto records = socket.take();
    REQUIRE(records.size() == 1);
    CHECK(records[0].service() == "lifecycle");
    CHECK(records[0].side() == bus::v1::SIDE_HOST);
    CHECK(records[0].pid() == 42);
    CHECK(records[0].level() == diagnostics::v1::LEVEL_WARNING);
    CHECK(records[0].message() == "the disk is\\nnearly full");
    CHECK(logging::time_of(records[0]) >= before);
    CHECK(logging::time_of(records[0]) <= logging::WallClock::now());
}

TEST_CASE("lines written while nobody listens arrive in order once somebody does")
{
    const test::TempDir dir;
    LogWriter writer(dir / "log.sock", kOrigin);
    for (int i = 0; i < 100; ++i) {
        writer.write(diagnostics::v1::LEVEL_INFO, "line " + std::to_string(i));
    }
    CHECK(writer.waiting());
    const test::LogSocket socket(dir / "log.sock");
    const auto records = drain(writer, socket);
    REQUIRE(records.size() == 100);
    for (std::size_t i = 0; i < records.size(); ++i) {
        REQUIRE(records[i].message() == "line " + std::to_string(i));
    }
}

TEST_CASE("a full queue of the socket holds up nothing and loses nothing")
{
    const test::TempDir dir;
    const test::LogSocket socket(dir / "log.sock");
    LogWriter writer(dir / "log.sock", kOrigin);
    for (int i = 0; i < 1000; ++i) {
        writer.write(diagnostics::v1::LEVEL_INFO, "line " + std::to_string(i));
    }
    CHECK(drain(writer, socket).size() == 1000);
}

TEST_CASE("what the backlog cannot hold is counted and reported ahead of what is left")
{
    const test::TempDir dir;
    LogWriter writer(dir / "log.sock", kOrigin, 4096);
    for (int i = 0; i < 1000; ++i) {
        writer.write(diagnostics::v1::LEVEL_INFO, "line " + std::to_string(i));
    }
    const test::LogSocket socket(dir / "log.sock");
    const auto records = drain(writer, socket);
    REQUIRE(records.size() > 2);
    CHECK_THAT(records.front().message(), Catch::Contains("lines of this service were dropped"));
    CHECK(std::stoul(records.front().fields().at("dropped")) + records.size() - 1 == 1000);
    CHECK(records.back().message() == "line 999");
}

TEST_CASE("a listener that was started anew is found again")
{
    const test::TempDir dir;
    std::optional<test::LogSocket> socket(dir / "log.sock");
    LogWriter writer(dir / "log.sock", kOrigin);
    writer.write(diagnostics::v1::LEVEL_INFO, "first");
    CHECK(socket->take().size() == 1);
    socket.reset();
    writer.write(diagnostics::v1::LEVEL_INFO, "second");
    socket.emplace(dir / "log.sock");
    writer.write(diagnostics::v1::LEVEL_INFO, "third");
    const auto records = socket->take();
    REQUIRE(records.size() == 2);
    CHECK(records[0].message() == "second");
    CHECK(records[1].message() == "third");
}

TEST_CASE("a record of another program is passed on under its own name, made fit")
{
    const test::TempDir dir;
    const test::LogSocket socket(dir / "log.sock");
    LogWriter writer(dir / "log.sock", kOrigin);
    diagnostics::v1::LogRecord record;
    record.set_service("dockerd");
    record.set_message("level=info \xff");
    (*record.mutable_fields())["container"] = "web\n";
    writer.write(record);
    const auto records = socket.take();
    REQUIRE(records.size() == 1);
    CHECK(records[0].service() == "dockerd");
    CHECK(records[0].message() == "level=info ?");
    CHECK(records[0].level() == diagnostics::v1::LEVEL_INFO);
    CHECK(records[0].has_time());
    CHECK(records[0].fields().at("container") == "web");
}
