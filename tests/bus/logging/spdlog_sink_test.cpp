// SPDX-License-Identifier: Apache-2.0
#include "logging/spdlog_sink.hpp"

#include <thread>

#include <catch2/catch.hpp>
#include <spdlog/logger.h>

#include "tests/bus/logging/log_socket.hpp"
#include "tests/support/temp_dir.hpp"

using namespace berth;

namespace {

std::unique_ptr<logging::LogWriter> writer_to(const std::filesystem::path& socket)
{
    return std::make_unique<logging::LogWriter>(socket, logging::Origin{"distro", bus::v1::SIDE_HOST, 1});
}

} // namespace

TEST_CASE("what a logger says arrives with its level")
{
    const test::TempDir dir;
    const test::LogSocket socket(dir / "log.sock");
    spdlog::logger log("distro", std::make_shared<logging::RecordSink>(writer_to(dir / "log.sock")));
    log.set_level(spdlog::level::debug);
    log.debug("a {}", 1);
    log.warn("b");
    log.critical("c");
    const auto records = socket.take();
    REQUIRE(records.size() == 3);
    CHECK(records[0].message() == "a 1");
    CHECK(records[0].level() == diagnostics::v1::LEVEL_DEBUG);
    CHECK(records[1].level() == diagnostics::v1::LEVEL_WARNING);
    CHECK(records[2].level() == diagnostics::v1::LEVEL_ERROR);
    CHECK(records[2].service() == "distro");
}

TEST_CASE("the owner of the sink hears once that records wait, and a flush sends them")
{
    const test::TempDir dir;
    int told = 0;
    const auto sink = std::make_shared<logging::RecordSink>(writer_to(dir / "log.sock"), [&] { ++told; });
    spdlog::logger log("distro", sink);
    log.info("one");
    log.info("two");
    CHECK(told == 1);
    CHECK(sink->waiting());
    const test::LogSocket socket(dir / "log.sock");
    log.flush();
    CHECK(socket.take().size() == 2);
    CHECK_FALSE(sink->waiting());
}

TEST_CASE("several threads may log at once")
{
    const test::TempDir dir;
    spdlog::logger log("distro", std::make_shared<logging::RecordSink>(writer_to(dir / "log.sock")));
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&log, i] {
            for (int line = 0; line < 100; ++line) {
                log.info("thread {} line {}", i, line);
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    const test::LogSocket socket(dir / "log.sock");
    std::size_t count = 0;
    std::size_t got = 0;
    do {
        log.flush();
        got = socket.take().size();
        count += got;
    } while (got > 0);
    CHECK(count == 400);
}
