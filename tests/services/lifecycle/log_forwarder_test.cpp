// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <sys/epoll.h>

#include "base/linux/unix_socket.hpp"
#include "services/lifecycle/guest/log_forwarder.hpp"
#include "tests/support/temp_dir.hpp"

using namespace berth;
using namespace berth::lifecycle;
using namespace std::chrono_literals;

namespace {

/// Runs the reactor until so many records have come.
std::vector<diagnostics::v1::LogRecord> receive(Reactor& reactor, int socket, std::size_t wanted)
{
    std::vector<diagnostics::v1::LogRecord> records;
    const auto give_up = reactor.after(5s, [&] { reactor.stop(); });
    reactor.watch(socket, EPOLLIN, [&] {
        std::string text(65536, '\0');
        const ssize_t got = ::recv(socket, text.data(), text.size(), MSG_DONTWAIT);
        if (got > 0) {
            records.emplace_back().ParseFromArray(text.data(), static_cast<int>(got));
        }
        if (records.size() == wanted) {
            reactor.stop();
        }
    });
    reactor.run();
    reactor.unwatch(socket);
    reactor.cancel(give_up);
    return records;
}

} // namespace

TEST_CASE("Lines that were printed before anybody listened arrive when the socket appears")
{
    const test::TempDir directory;
    Reactor reactor;
    LogForwarder log(reactor, directory / "log.sock");
    log.send("dockerd", diagnostics::v1::LEVEL_ERROR, "first", 42);
    log.send("containerd", diagnostics::v1::LEVEL_INFO, "second", 43);
    const base::UniqueFd socket = base::listen_unix(directory / "log.sock", 0600, SOCK_DGRAM);
    const auto records = receive(reactor, socket.get(), 2);
    REQUIRE(records.size() == 2);
    CHECK(records[0].service() == "dockerd");
    CHECK(records[0].level() == diagnostics::v1::LEVEL_ERROR);
    CHECK(records[0].message() == "first");
    CHECK(records[0].pid() == 42);
    CHECK(records[0].side() == bus::v1::SIDE_GUEST);
    CHECK(records[0].time().seconds() > 0);
    CHECK(records[1].message() == "second");
}

TEST_CASE("A listener that is slow gets everything, in order, without anybody waiting for it")
{
    const test::TempDir directory;
    Reactor reactor;
    LogForwarder log(reactor, directory / "log.sock");
    const base::UniqueFd socket = base::listen_unix(directory / "log.sock", 0600, SOCK_DGRAM);
    constexpr std::size_t kLines = 2000; // far more than a socket's queue takes
    for (std::size_t i = 0; i < kLines; ++i) {
        log.send("dockerd", diagnostics::v1::LEVEL_INFO, std::to_string(i), 1);
    }
    const auto records = receive(reactor, socket.get(), kLines);
    REQUIRE(records.size() == kLines);
    CHECK(records.front().message() == "0");
    CHECK(records.back().message() == std::to_string(kLines - 1));
}

TEST_CASE("What did not fit is counted, and the latest lines are kept")
{
    const test::TempDir directory;
    Reactor reactor;
    LogForwarder log(reactor, directory / "log.sock");
    const std::string line(1000, 'x');
    constexpr std::size_t kLines = 2 * LogForwarder::kQueueBytes / 1000;
    for (std::size_t i = 0; i < kLines; ++i) {
        log.send("dockerd", diagnostics::v1::LEVEL_INFO, line, 1);
    }
    const base::UniqueFd socket = base::listen_unix(directory / "log.sock", 0600, SOCK_DGRAM);
    std::size_t bytes = 0;
    bool counted = false;
    for (const auto& record : receive(reactor, socket.get(), kLines / 2 - 30)) {
        bytes += record.message().size();
        counted = counted || record.message().find("earlier lines were lost") != std::string::npos;
    }
    CHECK(bytes > LogForwarder::kQueueBytes / 2); // the promise is 256 KiB
    static_assert(LogForwarder::kQueueBytes / 2 >= (256U << 10U));
}
