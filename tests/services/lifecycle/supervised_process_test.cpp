// SPDX-License-Identifier: Apache-2.0
#include <csignal>

#include <catch2/catch.hpp>
#include <sys/wait.h>

#include "services/lifecycle/guest/supervised_process.hpp"
#include "tests/support/temp_dir.hpp"

using namespace berth;
using namespace berth::lifecycle;
using namespace std::chrono_literals;

namespace {

struct Stage {
    explicit Stage(const std::string& script, LivesIn lives_in = LivesIn::init_root)
        : log(reactor, directory / "log.sock"),
          process(
              reactor, log,
              {.name = "thing",
               .program = "/bin/sh",
               .arguments = {"-c", script},
               .lives_in = lives_in,
               .stale_files = {}},
              [](const ProcessEntry& entry) {
                  return base::ProcessSpec{.program = entry.program, .arguments = entry.arguments};
              },
              [this](const SupervisedProcess& changed) { changes.push_back(changed.describe()); })
    {}

    ~Stage()
    {
        process.give_up();
        if (process.running()) {
            process.signal(SIGKILL);
            reap();
        }
    }

    /// Waits for the process's end as berth-init's SIGCHLD would tell it.
    void reap()
    {
        siginfo_t info{};
        REQUIRE(::waitid(P_PID, static_cast<id_t>(process.pid()), &info, WEXITED | WNOWAIT) == 0);
        process.reap();
    }

    void run_for(std::chrono::milliseconds time)
    {
        reactor.after(time, [this] { reactor.stop(); });
        reactor.run();
    }

    test::TempDir directory;
    Reactor reactor;
    LogForwarder log;
    std::vector<v1::GuestProcess> changes;
    SupervisedProcess process;
};

} // namespace

TEST_CASE("The end of a process is told with its exit and its last lines")
{
    Stage stage("echo one; echo two >&2; exit 3");
    stage.process.start();
    stage.reap();
    REQUIRE(stage.changes.size() == 2);
    CHECK(stage.changes[0].pid() > 0);
    CHECK(stage.changes[1].pid() == 0);
    CHECK(stage.changes[1].last_exit() == "exited with code 3");
    CHECK(stage.process.last_lines() == std::vector<std::string>{"one", "two"});
}

TEST_CASE("A killed process is back at once")
{
    Stage stage("sleep 100");
    stage.process.start();
    const pid_t first = stage.process.pid();
    stage.process.signal(SIGKILL);
    stage.reap();
    CHECK_FALSE(stage.process.running());
    stage.run_for(20ms);
    REQUIRE(stage.process.running());
    CHECK(stage.process.pid() != first);
    CHECK(stage.process.describe().restarts() == 1);
    CHECK(stage.process.describe().last_exit() == "was killed by signal 9 (Killed)");
}

TEST_CASE("A process that nobody wants any more stays down")
{
    Stage stage("sleep 100");
    stage.process.start();
    stage.process.give_up();
    stage.process.signal(SIGTERM);
    bool told = false;
    stage.process.on_next_end([&] { told = true; });
    stage.reap();
    CHECK(told);
    stage.run_for(20ms);
    CHECK_FALSE(stage.process.running());
    CHECK_FALSE(stage.process.describe().wanted());
}

TEST_CASE("Starting what runs changes nothing")
{
    Stage stage("sleep 100");
    stage.process.start();
    const pid_t first = stage.process.pid();
    stage.process.start();
    CHECK(stage.process.pid() == first);
    CHECK(stage.changes.size() == 1);
}

TEST_CASE("A descendant that outlives the process can still write")
{
    Stage stage("(sleep 0.2; echo late) & exit 0");
    stage.process.start();
    stage.process.give_up();
    stage.reap();
    bool late = false;
    stage.process.on_line([&](const std::string& line) {
        late = line == "late";
        stage.reactor.stop();
    });
    stage.run_for(3000ms);
    CHECK(late);
}

TEST_CASE("Of the daemons' lines only the reduced ones are kept, and of a line that was cut not the rest")
{
    Stage stage(
        "echo 'invalid mode: hunter'; head -c 8192 /dev/zero | tr '\\0' 'x'; echo ' start'; echo 'start'",
        LivesIn::daemons_root);
    stage.process.start();
    stage.reap();
    CHECK(stage.process.last_lines() ==
          std::vector<std::string>{"invalid mode: …", "…", "… (the rest of a long line)", "start"});
}

TEST_CASE("Who waits for a line sees it as it was printed")
{
    Stage stage("echo 'Reloaded configuration: hunter'", LivesIn::daemons_root);
    std::vector<std::string> seen;
    stage.process.on_line([&](const std::string& line) { seen.push_back(line); });
    stage.process.start();
    stage.reap();
    CHECK(seen == std::vector<std::string>{"Reloaded configuration: hunter"});
    CHECK(stage.process.last_lines() == std::vector<std::string>{"Reloaded configuration …"});
}
