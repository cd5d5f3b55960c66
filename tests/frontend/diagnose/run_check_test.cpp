// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/run_check.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <future>

#include <fcntl.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/unique_fd.hpp"

namespace berth::diagnose {
namespace {

using std::chrono::milliseconds;

Check check(const std::string& id, Finding finding, Needs needs = {})
{
    return {.id = id,
            .title = "title of " + id,
            .run = [finding](const Scene&, Progress&) { return finding; },
            .needs = std::move(needs)};
}

Check hanging(const std::string& id, const std::shared_future<void>& release)
{
    return {.id = id,
            .title = "hangs",
            .run =
                [release](const Scene&, Progress& progress) {
                    progress.waits_for("an answer that does not come");
                    release.wait();
                    return pass("too late");
                },
            .deadline = milliseconds{50}};
}

std::shared_ptr<const Scene> scene(bool is_root = true)
{
    auto made = std::make_shared<Scene>();
    made->is_root = is_root;
    made->contact = {Contact::State::not_running, "berth is not running", "berth up"};
    return made;
}

Run run(const std::vector<Check>& checks, std::vector<std::string> chosen = {}, const Outside& outside = {})
{
    return run_checks(checks, chosen.empty() ? ids_of(checks) : chosen, scene(), outside);
}

} // namespace

TEST_CASE("checks run in the table's order, each with its finding")
{
    const Run done = run({check("a.one", pass("1")), check("a.two", fail("2", "mend it"))});
    REQUIRE(done.report.results.size() == 2);
    CHECK(done.report.results[0].id == "a.one");
    CHECK(done.report.results[0].title == "title of a.one");
    CHECK(done.report.results[1].finding.fix == "mend it");
    CHECK(!done.left_threads);
}

TEST_CASE("a check that hangs fails at its deadline with what it waited for, and the next ones run")
{
    std::promise<void> release;
    const auto began = std::chrono::steady_clock::now();
    const Run done = run({hanging("a.hangs", release.get_future().share()), check("a.next", pass("fine"))});
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds{5});
    REQUIRE(done.report.results.size() == 2);
    CHECK(done.report.results[0].finding.outcome == Outcome::fail);
    CHECK(done.report.results[0].finding.evidence ==
          "did not end within 50 ms; it waited for an answer that does not come");
    CHECK(!done.report.results[0].finding.fix.empty());
    CHECK(done.report.results[0].took >= milliseconds{50});
    CHECK(done.report.results[1].finding.outcome == Outcome::pass);
    CHECK(done.left_threads);
    release.set_value(); // its end, however late, harms nobody
}

TEST_CASE("an error that a check throws is its failure, with the hint as the fix")
{
    const Run done =
        run({{.id = "a.throws",
              .title = "t",
              .run = [](const Scene&, Progress&) -> Finding {
                  throw base::Error("reading /x: No such file", "make /x");
              }},
             {.id = "a.throws_more", .title = "t", .run = [](const Scene&, Progress&) -> Finding {
                  throw std::bad_alloc();
              }}});
    CHECK(done.report.results[0].finding.outcome == Outcome::fail);
    CHECK(done.report.results[0].finding.evidence == "reading /x: No such file");
    CHECK(done.report.results[0].finding.fix == "make /x");
    CHECK(done.report.results[1].finding.outcome == Outcome::fail);
    CHECK(!done.report.results[1].finding.fix.empty());
}

TEST_CASE("what a check needs is run for it, and shown only when it was asked for")
{
    const std::vector<Check> checks{
        check("a.first", fail("broken", "mend it")), check("a.second", pass("2"), {.check = "a.first"}),
        check("a.third", pass("3"), {.check = "a.second"}), check("a.other", pass("4"))};
    const Run alone = run(checks, {"a.second"});
    REQUIRE(alone.report.results.size() == 1);
    CHECK(alone.report.results[0].finding.outcome == Outcome::fail);
    CHECK(alone.report.results[0].finding.evidence == "a.first: broken");
    const Run all = run(checks);
    REQUIRE(all.report.results.size() == 4);
    CHECK(all.report.results[1].finding.outcome == Outcome::skip);
    CHECK(all.report.results[2].finding.evidence == "a.second did not pass");
    CHECK(all.report.results[3].finding.outcome == Outcome::pass);
}

TEST_CASE("a check that cannot be run now is skipped without being run")
{
    bool ran = false;
    const Check asks{.id = "a.asks",
                     .title = "t",
                     .run =
                         [&ran](const Scene&, Progress&) {
                             ran = true;
                             return pass("");
                         },
                     .needs = {.berth = true}};
    CHECK(run({asks}).report.results[0].finding.evidence == "berth is not running");
    CHECK(!ran);
}

TEST_CASE("an interrupt lets the present check end, and no further one begin")
{
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    const base::UniqueFd readable(ends[0]);
    const base::UniqueFd writable(ends[1]);
    std::vector<std::string> begun;
    const Check interrupts{.id = "a.interrupted", .title = "t", .run = [&](const Scene&, Progress&) {
                               (void)::write(writable.get(), "x", 1); // seen below
                               return pass("cleared up");
                           }};
    const Run done = run(
        {interrupts, check("a.next", pass("never"))}, {},
        {.interrupt_fd = readable.get(), .on_begin = [&](const Check& each) { begun.push_back(each.id); }});
    CHECK(done.interrupted);
    REQUIRE(done.report.results.size() == 1);
    CHECK(done.report.results[0].finding.evidence == "cleared up");
    CHECK(begun == std::vector<std::string>{"a.interrupted"});
}

} // namespace berth::diagnose
