// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <cstdlib>

#include <unistd.h>

#include "base/error.hpp"
#include "frontend/diagnose/bundle/limits.hpp"
#include "frontend/diagnose/bundle/run_collector.hpp"

using namespace berth;
using namespace berth::bundle;
using namespace std::chrono_literals;

namespace {

Findings run(void (*collect)(const Scene&, Findings&), std::chrono::milliseconds deadline = 20s)
{
    return run_collector({"it", "a collector", deadline, collect}, {.instance = base::Instance()});
}

} // namespace

TEST_CASE("what a collector found comes back as it was, bytes that are no text among it")
{
    const Findings found = run([](const Scene&, Findings& findings) {
        findings.files.push_back({"a", std::string("\0\xff\n", 3), true});
        findings.gaps.emplace_back("b is away");
    });
    REQUIRE(found.files.size() == 1);
    CHECK(found.files[0].path == "a");
    CHECK(found.files[0].content == std::string("\0\xff\n", 3));
    CHECK(found.files[0].is_cut);
    CHECK(found.gaps == std::vector<std::string>{"b is away"});
}

TEST_CASE("what was found before a failure stays, and the failure is a gap")
{
    const Findings found = run([](const Scene&, Findings& findings) {
        findings.files.push_back({"a", "x"});
        throw base::Error("b cannot be read");
    });
    CHECK(found.files.size() == 1);
    CHECK(found.gaps == std::vector<std::string>{"b cannot be read"});
}

TEST_CASE("a collector that hangs is ended at its deadline")
{
    const auto begin = std::chrono::steady_clock::now();
    const Findings found = run(
        [](const Scene&, Findings&) {
            for (;;) {
                ::pause();
            }
        },
        100ms);
    CHECK(found.files.empty());
    CHECK(found.gaps == std::vector<std::string>{"no answer within 100 ms"});
    CHECK(std::chrono::steady_clock::now() - begin < 10s);
}

TEST_CASE("a collector that dies takes nothing with it")
{
    const Findings found = run([](const Scene&, Findings&) { ::_exit(7); });
    CHECK(found.files.empty());
    CHECK(found.gaps.size() == 1);
}

TEST_CASE("more than a bundle may have is not taken")
{
    const Findings found = run([](const Scene&, Findings& findings) {
        findings.files.push_back({"a", std::string(kMaxFindingsBytes + 1, 'x')});
    });
    CHECK(found.files.empty());
    CHECK(found.gaps.size() == 1);
}
