// SPDX-License-Identifier: Apache-2.0
// What berth up and down do when the broker and its guardian were killed and the services live on.
#include <catch2/catch.hpp>

#include <csignal>

#include "base/linux/pid_fd.hpp"
#include "prefix.hpp"

namespace berth::cli {
namespace {

constexpr std::chrono::milliseconds kEndDeadline{5000};
const FakeServices kServices{{.name = "alpha"}, {.name = "lifecycle"}};

void kill_all(const std::vector<int>& pids)
{
    for (const int pid : pids) {
        const base::UniqueFd process = base::open_pid_fd(pid);
        base::send_signal(process.get(), SIGKILL);
        REQUIRE(base::wait_pid_fd(process.get(), kEndDeadline));
    }
}

void kill_broker_for_good(const Prefix& prefix)
{
    const std::vector<int> brokers = prefix.processes("berth-broker");
    for (const int pid : brokers) { // each of the two starts the other anew, but not while it is stopped
        base::send_signal(base::open_pid_fd(pid).get(), SIGSTOP);
    }
    kill_all(prefix.processes("berth-guardian"));
    kill_all(brokers);
}

} // namespace

TEST_CASE("up after the broker's death adopts the services that live", "[root]")
{
    if (!is_root_or_says_why_not()) {
        return;
    }
    const Prefix prefix(kServices);
    REQUIRE(prefix.berth({"up"}).status.exit_code == 0);
    const std::vector<int> before = prefix.processes("berth-alpha");
    kill_broker_for_good(prefix);
    CHECK(prefix.berth({"status"}).status.exit_code == 3);
    const base::Completed up = prefix.berth({"up", "--timeout", "30"});
    INFO(up.output << up.error_output);
    CHECK(up.status.exit_code == 0);
    CHECK(prefix.processes("berth-alpha") == before);
    CHECK(prefix.berth({"down"}).status.exit_code == 0);
    CHECK(prefix.processes().empty());
}

TEST_CASE("down after the broker's death ends what it left behind", "[root]")
{
    if (!is_root_or_says_why_not()) {
        return;
    }
    const Prefix prefix(kServices);
    REQUIRE(prefix.berth({"up"}).status.exit_code == 0);
    kill_broker_for_good(prefix);
    REQUIRE(prefix.processes("berth-alpha").size() == 1);
    const base::Completed down = prefix.berth({"down"});
    INFO(down.output << down.error_output);
    CHECK(down.status.exit_code == 0);
    CHECK(prefix.processes().empty());
}

} // namespace berth::cli
