// SPDX-License-Identifier: Apache-2.0
#include "loop/program_run.hpp"

#include <array>
#include <csignal>
#include <optional>

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <unistd.h>

#include "base/error.hpp"

using berth::base::ProcessSpec;
using berth::loop::Clock;
using berth::loop::EventLoop;
using berth::loop::ProgramEnd;
using berth::loop::ProgramRun;
using namespace std::chrono_literals;

namespace {

constexpr auto kLong = 30s; // a deadline that no program here comes near

ProcessSpec shell(const std::string& script)
{
    return {.program = "/bin/sh", .arguments = {"-c", script}};
}

/// Runs the loop until `done`; a test that goes wrong ends here instead of hanging.
template <class Condition>
void run_until(EventLoop& loop, Condition done)
{
    const auto limit = Clock::now() + 10s;
    while (!done() && Clock::now() < limit) {
        loop.run_once(100ms);
    }
    REQUIRE(done());
}

ProgramEnd end_of(const std::string& script, std::chrono::milliseconds deadline = kLong)
{
    EventLoop loop;
    std::optional<ProgramEnd> end;
    const ProgramRun run(loop, shell(script), deadline, [&](const ProgramEnd& told) {
        REQUIRE_FALSE(end); // once
        end = told;
    });
    CHECK_FALSE(end); // never before the constructor returns
    run_until(loop, [&] { return end.has_value(); });
    loop.run_once(0ms);
    return *end;
}

bool exists(pid_t pid)
{
    return ::kill(pid, 0) == 0;
}

} // namespace

TEST_CASE("a program's two outputs and its exit code are told when it ends")
{
    const ProgramEnd end = end_of("echo answer; echo complaint >&2; exit 3");
    CHECK(end.status.exit_code == 3);
    CHECK_FALSE(end.overdue);
    CHECK(end.output == "answer\n");
    CHECK(end.error_output == "complaint\n");
}

TEST_CASE("a program that cannot be executed is an error of the start")
{
    EventLoop loop;
    CHECK_THROWS_AS(ProgramRun(loop, {.program = "/no/such/program"}, kLong, [](const ProgramEnd&) {}),
                    berth::base::SystemError);
    loop.run_once(0ms); // nothing of it is watched any more
}

TEST_CASE("a program that writes more than is kept ends all the same, and its first bytes are kept")
{
    const ProgramEnd end = end_of("echo first; head -c 3000000 /dev/zero; echo >&2 done");
    CHECK(end.status.success());
    CHECK(end.output.size() == ProgramRun::kOutputLimit);
    CHECK(end.output.substr(0, 6) == "first\n");
    CHECK(end.error_output == "done\n");
}

TEST_CASE("a process that the program leaves behind with its output open does not hold up its end")
{
    const auto start = Clock::now();
    const ProgramEnd end = end_of("sleep 20 & echo $!");
    CHECK(Clock::now() - start < 5s);
    CHECK(end.status.success());
    const pid_t left = std::stoi(end.output);
    REQUIRE(left > 0);
    (void)::kill(left, SIGKILL);
}

TEST_CASE("an overdue program gets TERM and may still say why")
{
    const ProgramEnd end = end_of("trap 'echo cleaned up; kill $!; exit 7' TERM; sleep 20 & wait", 100ms);
    CHECK(end.overdue);
    CHECK(end.status.exit_code == 7);
    CHECK(end.output == "cleaned up\n");
}

TEST_CASE("an overdue program that ignores TERM is killed")
{
    const auto start = Clock::now();
    const ProgramEnd end = end_of("trap '' TERM; exec sleep 20", 50ms);
    CHECK(end.overdue);
    CHECK(end.status.signal == SIGKILL);
    CHECK(Clock::now() - start >= 50ms + ProgramRun::kTermGrace);
    CHECK(Clock::now() - start < 5s);
}

TEST_CASE("a run that is dropped ends its program and tells nobody")
{
    EventLoop loop;
    bool told = false;
    const std::string script = "echo $$ >&3; exec sleep 20";
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    const berth::base::UniqueFd read_end(ends[0]);
    const berth::base::UniqueFd write_end(ends[1]);
    ProcessSpec spec = shell(script);
    spec.inherited_fds.emplace_back(write_end.get(), 3);
    auto run = std::make_unique<ProgramRun>(loop, spec, kLong, [&](const ProgramEnd&) { told = true; });
    std::string text(16, '\0');
    REQUIRE(::read(read_end.get(), text.data(), text.size()) > 0);
    const pid_t pid = std::stoi(text);
    CHECK(exists(pid));
    run.reset();
    CHECK_FALSE(exists(pid));
    loop.run_once(0ms);
    CHECK_FALSE(told);
}

TEST_CASE("a run may be destroyed by its own end")
{
    EventLoop loop;
    std::unique_ptr<ProgramRun> run;
    std::string output;
    run = std::make_unique<ProgramRun>(loop, shell("echo last words"), kLong, [&](const ProgramEnd& end) {
        run.reset();
        output = end.output;
    });
    run_until(loop, [&] { return run == nullptr; });
    CHECK(output == "last words\n");
}
