// SPDX-License-Identifier: Apache-2.0
#include "base/linux/pid_fd.hpp"

#include <csignal>

#include <catch2/catch.hpp>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/child.hpp"
#include "base/error.hpp"

using namespace berth::base;
using namespace std::chrono_literals;

namespace {

/// A pid that names nobody: that of a child which was reaped.
pid_t pid_of_nobody()
{
    Child child = Child::spawn({.program = "/bin/true"});
    const pid_t pid = child.pid();
    REQUIRE(child.wait(10s));
    return pid;
}

} // namespace

TEST_CASE("a pidfd tells when its process has ended, and takes signals without harm afterwards")
{
    Child child = Child::spawn({.program = "/bin/sleep", .arguments = {"100"}});
    const UniqueFd pid_fd = open_pid_fd(child.pid());
    CHECK_FALSE(wait_pid_fd(pid_fd.get(), 0ms));
    send_signal(pid_fd.get(), SIGKILL);
    CHECK(wait_pid_fd(pid_fd.get(), 10s));
    REQUIRE(child.wait(10s));
    CHECK_NOTHROW(send_signal(pid_fd.get(), SIGKILL));
}

TEST_CASE("no such process is an error for a pidfd, and no start time")
{
    const pid_t nobody = pid_of_nobody();
    CHECK_THROWS_AS(open_pid_fd(nobody), SystemError);
    CHECK_FALSE(process_start_time(nobody));
}

TEST_CASE("a start time is constant for a process, whatever its command is called")
{
    const auto before = process_start_time(::getpid());
    REQUIRE(before);
    CHECK(*before > 0);
    char name[16] = {};
    ::prctl(PR_GET_NAME, name);
    ::prctl(PR_SET_NAME, "a) R 1 (b) c");
    CHECK(process_start_time(::getpid()) == before);
    ::prctl(PR_SET_NAME, name);
}
