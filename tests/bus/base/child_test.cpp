// SPDX-License-Identifier: Apache-2.0
#include "base/child.hpp"

#include <csignal>

#include <catch2/catch.hpp>
#include <fcntl.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/linux/pid_fd.hpp"
#include "tests/support/temp_dir.hpp"

using namespace berth::base;
using namespace std::chrono_literals;

namespace {

constexpr auto kDeadline = 10s; // none of these programs needs a second

ProcessSpec shell(const std::string& script)
{
    return {.program = "/bin/sh", .arguments = {"-c", script}};
}

} // namespace

TEST_CASE("a program that cannot be executed is an error that names it, at once")
{
    try {
        Child::spawn({.program = "/no/such/program", .arguments = {"with words"}});
        FAIL("it was started");
    } catch (const SystemError& error) {
        CHECK(error.code() == ENOENT);
        CHECK(std::string(error.what()) ==
              "executing /no/such/program 'with words': No such file or directory");
    }
    const berth::test::TempDir directory;
    write_file_atomically(directory / "text", "no program", 0644);
    CHECK_THROWS_AS(Child::spawn({.program = directory / "text"}), SystemError);
}

TEST_CASE("an exit code and a killing signal are told apart, in words")
{
    const auto ended = [](const std::string& script) {
        return Child::spawn(shell(script)).wait(kDeadline).value();
    };
    CHECK(ended("exit 0").success());
    CHECK(ended("exit 3").exit_code == 3);
    CHECK_FALSE(ended("exit 3").success());
    CHECK(ended("exit 3").to_text() == "exited with code 3");
    CHECK(ended("kill -9 $$").signal == SIGKILL);
    CHECK_FALSE(ended("kill -9 $$").success());
    CHECK(ended("kill -9 $$").to_text() == "was killed by signal 9 (Killed)");
}

TEST_CASE("a child that still runs is not waited for beyond the time given")
{
    Child child = Child::spawn(shell("exec sleep 100"));
    CHECK_FALSE(child.wait(1ms));
    CHECK(child.running());
    child.signal(SIGKILL);
    CHECK(child.wait(kDeadline)->signal == SIGKILL);
    CHECK_FALSE(child.running());
}

TEST_CASE("the owner's end is the child's end, also of one that ignores TERM")
{
    int pid = 0;
    {
        const Child polite = Child::spawn(shell("exec sleep 100"));
        pid = polite.pid();
    }
    CHECK_FALSE(process_start_time(pid));
    {
        std::array<int, 2> ends{};
        REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
        const UniqueFd read(ends[0]);
        UniqueFd write(ends[1]);
        ProcessSpec spec = shell("trap '' TERM; echo ready >&7; while :; do sleep 0.1; done");
        spec.inherited_fds = {{write.get(), 7}};
        const Child stubborn = Child::spawn(spec);
        write.reset();
        char byte = 0;
        REQUIRE(::read(read.get(), &byte, 1) == 1); // the trap is set
        pid = stubborn.pid();
    }
    CHECK_FALSE(process_start_time(pid));
}

TEST_CASE("a released child lives on")
{
    int pid = 0;
    {
        Child child = Child::spawn(shell("exec sleep 100"));
        pid = child.pid();
        child.release();
        CHECK_FALSE(child.running());
    }
    CHECK(process_start_time(pid));
    const UniqueFd pid_fd = open_pid_fd(pid);
    send_signal(pid_fd.get(), SIGKILL);
    CHECK(wait_pid_fd(pid_fd.get(), kDeadline));
}

TEST_CASE("moving a child moves the process, and assigning over one ends it")
{
    Child first = Child::spawn(shell("exec sleep 100"));
    const int first_pid = first.pid();
    Child second = std::move(first);
    CHECK(second.pid() == first_pid);
    second = Child::spawn(shell("exec sleep 100"));
    CHECK_FALSE(process_start_time(first_pid));
    CHECK(process_start_time(second.pid()));
}

TEST_CASE("a child gets the descriptors it was promised, under their numbers, and no others")
{
    const berth::test::TempDir directory;
    const UniqueFd one = open_file(directory / "one", O_RDWR | O_CREAT);
    const UniqueFd two = open_file(directory / "two", O_RDWR | O_CREAT);
    const UniqueFd secret(::fcntl(one.get(), F_DUPFD_CLOEXEC, 60));
    ProcessSpec spec = shell("echo 1 >&4; echo 2 >&5; ls /proc/self/fd | tr '\\n' ' '");
    spec.inherited_fds = {{one.get(), 4}, {two.get(), 5}};
    const Completed completed = run(spec, kDeadline);
    CHECK(completed.status.success());
    CHECK(read_file(directory / "one").value() == "1\n");
    CHECK(read_file(directory / "two").value() == "2\n");
    const std::string numbers = " " + completed.output;
    CHECK(numbers.find(" 4 ") != std::string::npos);
    CHECK(numbers.find(" 5 ") != std::string::npos);
    for (const int hidden : {secret.get(), 100, 101, 102}) { // from 100 on: spawn's own
        CHECK(numbers.find(" " + std::to_string(hidden) + " ") == std::string::npos);
    }
}

TEST_CASE("two descriptors that swap their numbers do not overwrite each other")
{
    const berth::test::TempDir directory;
    const UniqueFd one = open_file(directory / "one", O_RDWR | O_CREAT);
    const UniqueFd two = open_file(directory / "two", O_RDWR | O_CREAT);
    ProcessSpec spec =
        shell("echo of-one >&" + std::to_string(two.get()) + "; echo of-two >&" + std::to_string(one.get()));
    spec.inherited_fds = {{one.get(), two.get()}, {two.get(), one.get()}};
    REQUIRE(run(spec, kDeadline).status.success());
    CHECK(read_file(directory / "one").value() == "of-one\n");
    CHECK(read_file(directory / "two").value() == "of-two\n");
}

TEST_CASE("an environment is the parent's or exactly the one given")
{
    ::setenv("BERTH_TEST_OF_PARENT", "yes", 1);
    CHECK(run(shell("echo $BERTH_TEST_OF_PARENT"), kDeadline).output == "yes\n");
    ProcessSpec spec{.program = "/usr/bin/env"};
    spec.environment = std::vector<std::string>{"ONLY=this"};
    CHECK(run(spec, kDeadline).output == "ONLY=this\n");
    ::unsetenv("BERTH_TEST_OF_PARENT");
}

TEST_CASE("a child starts with default signal actions and none blocked, whatever its parent has")
{
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::sigprocmask(SIG_BLOCK, &all, &before);
    const auto pipe_before = ::signal(SIGPIPE, SIG_IGN);
    const auto hup_before = ::signal(SIGHUP, SIG_IGN);
    const std::string lines = run(shell("grep -E 'Sig(Blk|Ign)' /proc/self/status"), kDeadline).output;
    ::signal(SIGPIPE, pipe_before);
    ::signal(SIGHUP, hup_before);
    ::sigprocmask(SIG_SETMASK, &before, nullptr);
    CHECK(lines == "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
}

TEST_CASE("a run gives both outputs and the status")
{
    const Completed completed = run(shell("echo out; echo err >&2; exit 4"), kDeadline);
    CHECK(completed.output == "out\n");
    CHECK(completed.error_output == "err\n");
    CHECK(completed.status.exit_code == 4);
}

TEST_CASE("an output beyond the limit is cut, and the program is not held up by it")
{
    const Completed completed = run(shell("head -c 3000000 /dev/zero"), kDeadline);
    CHECK(completed.status.success());
    CHECK(completed.output.size() == 1U << 20U);
}

TEST_CASE("a run that passes its deadline is ended and named")
{
    const auto start = std::chrono::steady_clock::now();
    CHECK_THROWS_WITH(run(shell("exec sleep 100"), 50ms),
                      Catch::Contains("/bin/sh -c 'exec sleep 100' did not end within 50 ms"));
    CHECK_THROWS_WITH(run(shell("exec >&- 2>&-; exec sleep 100"), 50ms),
                      Catch::Contains("did not end within"));
    CHECK(std::chrono::steady_clock::now() - start < 5s);
}

TEST_CASE("a command line is shown as a person would type it")
{
    CHECK(to_text({.program = "/bin/x", .arguments = {"a", "b c", ""}}) == "/bin/x a 'b c' ''");
    CHECK(to_text({.program = "/bin/x", .arguments = {"it's"}}) == R"(/bin/x 'it'\''s')");
}
