// SPDX-License-Identifier: Apache-2.0
// Listening sockets that outlive the services that use them.
#include <csignal>

#include <catch2/catch.hpp>
#include <sys/stat.h>

#include "base/error.hpp"
#include "base/linux/pid_fd.hpp"
#include "base/linux/unix_socket.hpp"
#include "tests/support/test_bus.hpp"

using namespace berth;
using namespace berth::test;

namespace {

void send_signal(int pid, int number)
{
    base::send_signal(base::open_pid_fd(pid).get(), number);
}

class KeepingBus : public TestBus {
public:
    KeepingBus()
    {
        add_service("keeper", {}, {"--keeps", socket()});
        start_guarded_broker();
        wait_run("keeper", "READY");
    }

    std::string socket() const { return dir_ / "kept.sock"; }

    /// Who answers at the connection, within kPatience.
    std::string answer(const base::UniqueFd& connection)
    {
        std::string text;
        wait_until("an answer", [&] {
            char bytes[32];
            const ssize_t got = ::recv(connection.get(), bytes, sizeof bytes, MSG_DONTWAIT);
            text.assign(bytes, got > 0 ? static_cast<std::size_t>(got) : 0);
            return got > 0;
        });
        return text;
    }
    std::string answer() { return answer(base::connect_unix(socket())); }
    std::string pid() { return std::to_string(status("keeper").pid()); }

    ino_t file() const
    {
        struct stat file {};
        REQUIRE(::stat(socket().c_str(), &file) == 0);
        return file.st_ino;
    }

    /// To a process that cannot answer any more; its successor has to.
    void check_survives(int number)
    {
        const std::string before = pid();
        const ino_t file_before = file();
        send_signal(std::stoi(before), SIGSTOP);
        const base::UniqueFd waiting = base::connect_unix(socket());
        send_signal(std::stoi(before), number);
        const std::string answered = answer(waiting);
        CHECK(answered != before);
        wait_run("keeper", "READY");
        CHECK(answered == pid());
        CHECK(answer() == pid());
        CHECK(file() == file_before);
    }

private:
    TempDir dir_;
};

} // namespace

TEST_CASE("who connects to a kept listener waits for the service's successor")
{
    KeepingBus bus;
    CHECK(bus.answer() == bus.pid());
    for (int round = 0; round < 3; ++round) {
        bus.check_survives(SIGKILL);
    }
}

TEST_CASE("what is kept is given to a new broker, and survives with it")
{
    KeepingBus bus;
    const int broker = bus.broker_pid();
    send_signal(broker, SIGKILL);
    bus.wait_until("a new broker", [&] { return bus.broker_pid() != 0 && bus.broker_pid() != broker; });
    CHECK(bus.answer() == bus.pid());
    bus.wait_until("the new store has it",
                   [&] { return TestBus::text_of(bus.tell("keeper", "store")) == "connected"; });
    bus.check_survives(SIGKILL);
}

TEST_CASE("a restart keeps the listener; a stop lets it go")
{
    KeepingBus bus;
    const std::string before = bus.pid();
    const ino_t file_before = bus.file();
    bus::v1::RestartService restart;
    restart.set_name("keeper");
    CHECK(bus.ask("broker@host", restart).ok());
    CHECK(bus.answer() != before);
    CHECK(bus.file() == file_before);

    bus::v1::StopService stop;
    stop.set_name("keeper");
    CHECK(bus.ask("broker@host", stop).ok());
    CHECK_FALSE(base::has_listener(bus.socket()));
    bus::v1::StartService start;
    start.set_name("keeper");
    CHECK(bus.ask("broker@host", start).ok());
    CHECK(bus.answer() == bus.pid());
}

TEST_CASE("a process that is no service gets nothing from the store")
{
    KeepingBus bus;
    const base::UniqueFd stranger =
        base::connect_unix(bus.instance().bus_dir() / "fd-store.sock", SOCK_SEQPACKET);
    bus.wait_until("the connection's end", [&] {
        char byte = 0;
        return ::recv(stranger.get(), &byte, 1, MSG_DONTWAIT) == 0;
    });
    CHECK(bus.answer() == bus.pid());
}
