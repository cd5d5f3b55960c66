// SPDX-License-Identifier: Apache-2.0
// berth up and down with a real broker and fake services.
#include <catch2/catch.hpp>

#include <fcntl.h>

#include "base/files.hpp"
#include "prefix.hpp"

namespace berth::cli {
namespace {

constexpr std::chrono::milliseconds kVerbDeadline{60000};

bool contains(const std::string& text, const std::string& what)
{
    return text.find(what) != std::string::npos;
}

const FakeServices kServices{{.name = "alpha"}, {.name = "lifecycle", .needs = {"alpha"}}};

} // namespace

TEST_CASE("up starts everything with its phases, and down leaves nothing", "[root]")
{
    if (!is_root_or_says_why_not()) {
        return;
    }
    const Prefix prefix(kServices);
    const base::Completed up = prefix.berth({"up", "--timeout", "30"});
    INFO(up.output << up.error_output);
    REQUIRE(up.status.exit_code == 0);
    CHECK(contains(up.error_output, "alpha"));
    CHECK(contains(up.error_output, "engine: make namespaces"));
    CHECK(contains(up.output, "berth is "));
    CHECK_FALSE(contains(up.output + up.error_output, "\033"));
    CHECK(contains(up.output, "try: docker --context berth-" + prefix.instance().name() + " info"));
    CHECK(std::filesystem::exists(prefix.path() / "docker/contexts/meta"));
    CHECK(prefix.processes("berth-guardian").size() == 1);
    CHECK(prefix.processes("berth-alpha").size() == 1);

    const base::Completed again = prefix.berth({"up"});
    INFO(again.output << again.error_output);
    CHECK(again.status.exit_code == 0);
    CHECK(contains(again.output, "(it was up already)"));
    CHECK_FALSE(contains(again.output, "try:"));
    CHECK(prefix.processes("berth-broker").size() == 1);

    const base::Completed down = prefix.berth({"down", "--timeout", "30"});
    INFO(down.output << down.error_output);
    CHECK(down.status.exit_code == 0);
    CHECK(contains(down.output, "berth is down"));
    CHECK(prefix.processes().empty());

    const base::Completed down_again = prefix.berth({"down"});
    CHECK(down_again.status.exit_code == 0);
    CHECK(contains(down_again.output, "berth is not running"));
}

TEST_CASE("two ups at once both end well, with one broker", "[root]")
{
    if (!is_root_or_says_why_not()) {
        return;
    }
    const Prefix prefix(kServices);
    const base::UniqueFd first_output = base::open_file(prefix.path() / "first.txt", O_WRONLY | O_CREAT);
    const base::UniqueFd second_output = base::open_file(prefix.path() / "second.txt", O_WRONLY | O_CREAT);
    base::Child first = prefix.start_berth({"up", "--timeout", "30"}, first_output);
    base::Child second = prefix.start_berth({"up", "--timeout", "30"}, second_output);
    const auto first_end = first.wait(kVerbDeadline);
    const auto second_end = second.wait(kVerbDeadline);
    INFO(base::read_file(prefix.path() / "first.txt").value());
    INFO(base::read_file(prefix.path() / "second.txt").value());
    REQUIRE(first_end);
    REQUIRE(second_end);
    CHECK(first_end->exit_code == 0);
    CHECK(second_end->exit_code == 0);
    CHECK(prefix.processes("berth-broker").size() == 1);
    CHECK(prefix.processes("berth-guardian").size() == 1);
    CHECK(prefix.berth({"down"}).status.exit_code == 0);
}

TEST_CASE("a failed engine ends up with its phase, its last lines and the hint", "[root]")
{
    if (!is_root_or_says_why_not()) {
        return;
    }
    const Prefix prefix(FakeServices{{.name = "alpha"}, {.name = "lifecycle", .arguments = {"--fail"}}});
    const base::Completed up = prefix.berth({"up", "--timeout", "30"});
    INFO(up.output << up.error_output);
    CHECK(up.status.exit_code == 1);
    CHECK(contains(up.error_output, "phase \"start dockerd\": dockerd exited with code 1"));
    CHECK(contains(up.error_output, "no such thing"));
    CHECK(contains(up.error_output, "look into the daemon's log"));
    CHECK(prefix.berth({"status"}).status.exit_code == 1);
    CHECK(prefix.berth({"down"}).status.exit_code == 0);
}

TEST_CASE("a degraded service is a good start that says what is missing", "[root]")
{
    if (!is_root_or_says_why_not()) {
        return;
    }
    const Prefix prefix(FakeServices{{.name = "alpha", .arguments = {"--degrade"}}});
    const base::Completed up = prefix.berth({"up", "--timeout", "30"});
    INFO(up.output << up.error_output);
    CHECK(up.status.exit_code == 0);
    CHECK(contains(up.output, "alpha: the fake is half as good"));
    CHECK(prefix.berth({"down"}).status.exit_code == 0);
}

TEST_CASE("up does not wait longer than it was told, and says for what it waited", "[root]")
{
    if (!is_root_or_says_why_not()) {
        return;
    }
    const Prefix prefix(FakeServices{{.name = "alpha", .arguments = {"--stay"}}});
    const base::Completed up = prefix.berth({"up", "--timeout", "2"});
    INFO(up.output << up.error_output);
    CHECK(up.status.exit_code == 5);
    CHECK(contains(up.error_output, "not ready within 2 s: alpha is starting (the fake takes its time)"));
    CHECK(prefix.berth({"down"}).status.exit_code == 0);
}

TEST_CASE("a broker that cannot start ends up with what it said last", "[root]")
{
    if (!is_root_or_says_why_not()) {
        return;
    }
    const Prefix prefix(FakeServices{{.name = "alpha", .needs = {"nobody"}}});
    const base::Completed up = prefix.berth({"up"});
    INFO(up.output << up.error_output);
    CHECK(up.status.exit_code == 1);
    CHECK(contains(up.error_output, "alpha needs nobody, which has no manifest"));
    CHECK(prefix.processes().empty());
}

TEST_CASE("a mistake in the settings is found before anything is started", "[root]")
{
    if (!is_root_or_says_why_not()) {
        return;
    }
    const Prefix prefix(kServices);
    base::make_directories(prefix.instance().settings_file().parent_path());
    base::write_file_atomically(prefix.instance().settings_file(), "{\n \"network\": {\"mood\": \"x\"}\n}\n");
    const base::Completed up = prefix.berth({"up"});
    INFO(up.error_output);
    CHECK(up.status.exit_code == 6);
    CHECK(contains(up.error_output, "settings.json:2"));
    CHECK(prefix.processes().empty());
}

TEST_CASE("restart ends the old processes and starts new ones", "[root]")
{
    if (!is_root_or_says_why_not()) {
        return;
    }
    const Prefix prefix(kServices);
    REQUIRE(prefix.berth({"up"}).status.exit_code == 0);
    const std::vector<int> before = prefix.processes("berth-alpha");
    const base::Completed restart = prefix.berth({"restart"});
    INFO(restart.output << restart.error_output);
    CHECK(restart.status.exit_code == 0);
    CHECK(prefix.processes("berth-alpha").size() == 1);
    CHECK(prefix.processes("berth-alpha") != before);
    CHECK(prefix.berth({"down"}).status.exit_code == 0);
}

} // namespace berth::cli
