// SPDX-License-Identifier: Apache-2.0
// What writers write and readers read, over the real sockets.
#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "base/linux/unix_socket.hpp"
#include "tests/services/diagnostics/running_diagnostics.hpp"

using namespace berth;
using namespace berth::test;
using diagnostics::v1::LogQuery;

namespace {

const logging::Origin kWriter{"netbridge", bus::v1::SIDE_HOST, 5};

} // namespace

TEST_CASE("a reader gets what was written, oldest first, and then the end")
{
    const TempDir dir;
    const RunningDiagnostics service(dir);
    logging::LogWriter writer(service.socket(), kWriter);
    logging::LogReader live = service.query(following());
    write_lines(writer, "line ", 500);
    REQUIRE(read_until(live, "line 499")); // all have arrived
    const auto messages = read_messages(service.query({}));
    REQUIRE(messages.size() == 500);
    CHECK(messages.front() == "line 0");
    CHECK(messages.back() == "line 499");

    LogQuery last;
    last.set_last(3);
    CHECK(read_messages(service.query(last)) == std::vector<std::string>{"line 497", "line 498", "line 499"});
}

TEST_CASE("a reader gets only the service, level and time that it asked for")
{
    const TempDir dir;
    const RunningDiagnostics service(dir);
    logging::LogWriter one(service.socket(), kWriter);
    logging::LogWriter other(service.socket(), {"distro", bus::v1::SIDE_HOST, 6});
    logging::LogReader live = service.query(following());
    one.write(diagnostics::v1::LEVEL_INFO, "one info");
    one.write(diagnostics::v1::LEVEL_ERROR, "one error");
    other.write(diagnostics::v1::LEVEL_ERROR, "other error");
    REQUIRE(read_until(live, "other error"));

    LogQuery query;
    query.set_service("netbridge");
    CHECK(read_messages(service.query(query)) == std::vector<std::string>{"one info", "one error"});
    query.set_min_level(diagnostics::v1::LEVEL_WARNING);
    CHECK(read_messages(service.query(query)) == std::vector<std::string>{"one error"});
    query.mutable_since()->set_seconds(4'000'000'000);
    CHECK(read_messages(service.query(query)).empty());
}

TEST_CASE("a following reader gets the past and then the present, with no gap and nothing twice")
{
    constexpr int kLines = 4000;
    const TempDir dir;
    const RunningDiagnostics service(dir);
    std::thread writing([&] {
        logging::LogWriter writer(service.socket(), kWriter);
        write_lines(writer, "line ", kLines);
    });
    std::vector<std::string> seen;
    logging::LogReader early = service.query(following());
    REQUIRE(read_until(early, "line 1000"));
    logging::LogReader late = service.query(following()); // in the midst of it
    REQUIRE(read_until(late, "line " + std::to_string(kLines - 1), &seen));
    writing.join();
    REQUIRE(seen.size() == kLines);
    for (int i = 0; i < kLines; ++i) {
        REQUIRE(seen[static_cast<std::size_t>(i)] == "line " + std::to_string(i));
    }
}

TEST_CASE("a reader that does not keep up is told so and cut, and the others go on")
{
    const TempDir dir;
    const RunningDiagnostics service(dir);
    logging::LogReader slow = service.query(following());
    logging::LogReader brisk = service.query(following());
    logging::LogWriter writer(service.socket(), kWriter);
    constexpr int kRounds = 30;
    constexpr int kLinesARound = 50;
    for (int round = 0; round < kRounds;
         ++round) { // 6 MB in all; the brisk one keeps pace, the slow one reads nothing
        const std::string name = "r" + std::to_string(round) + ".";
        write_lines(writer, std::string(4000, '.') + name, kLinesARound);
        REQUIRE(read_until(brisk, name + std::to_string(kLinesARound - 1)));
    }
    std::vector<std::string> seen;
    CHECK(read_until(slow, "more slowly than they were written", &seen));
    CHECK(seen.size() < kRounds * kLinesARound);
    diagnostics::v1::LogRecord record;
    CHECK(slow.next(record, kReadPatience) == logging::LogReader::Next::end);
}

TEST_CASE("a service that floods the log loses lines and the log says how many")
{
    const TempDir dir;
    const RunningDiagnostics service(dir, {100, 50});
    logging::LogReader live = service.query(following());
    logging::LogWriter writer(service.socket(), kWriter);
    write_lines(writer, "flood ", 1000);
    std::vector<std::string> seen;
    REQUIRE(read_until(live, "lines of this service were dropped", &seen));
    CHECK(seen.size() < 500);
    CHECK(seen.front() == "flood 0");
}

TEST_CASE("what is no record and no query does no harm")
{
    const TempDir dir;
    const RunningDiagnostics service(dir);
    logging::LogReader live = service.query(following());
    const base::UniqueFd garbage = base::connect_unix(service.socket(), SOCK_DGRAM);
    REQUIRE(::send(garbage.get(), "\xff\xff\xff", 3, 0) == 3);
    CHECK(read_until(live, "no log record"));

    const base::UniqueFd confused = base::connect_unix(dir / "log-query.sock");
    REQUIRE(::send(confused.get(), "GET / HTTP/1.1\r\n", 16, 0) == 16);
    std::string answer;
    std::array<char, 4096> block{};
    for (ssize_t got = 0; (got = ::recv(confused.get(), block.data(), block.size(), 0)) > 0;) {
        answer.append(block.data(), static_cast<std::size_t>(got));
    }
    CHECK_THAT(answer, Catch::Contains("could not be understood"));
}

TEST_CASE("reading without the service is an error with what to do")
{
    const TempDir dir;
    CHECK_THROWS_WITH(logging::LogReader(dir / "log-query.sock", {}), Catch::Contains("No such file"));
}

TEST_CASE("only root may write records")
{
    const TempDir dir;
    const RunningDiagnostics service(dir);
    struct stat info {};
    REQUIRE(::stat(service.socket().c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600);
    REQUIRE(::stat(service.ship_socket().c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600);
    REQUIRE(::stat((dir / "log-query.sock").c_str(), &info) == 0);
    CHECK((info.st_mode & 0007) == 0);
}
