// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <algorithm>

#include "base/error.hpp"
#include "base/files.hpp"
#include "frontend/diagnose/bundle/collect/log_segments.hpp"
#include "frontend/diagnose/bundle/limits.hpp"
#include "tests/support/temp_dir.hpp"

using namespace berth;
using namespace berth::bundle;

namespace {

std::string line(const std::string& service, const std::string& message)
{
    return R"({"time":"2026-01-01T00:00:00Z","level":"info","service":")" + service +
           R"(","side":"guest","pid":1,"message":")" + message + "\"}\n";
}

File collected(const std::filesystem::path& directory)
{
    Findings findings;
    collect_segments(directory, findings);
    REQUIRE(findings.files.size() == 1);
    CHECK(findings.gaps.empty());
    return findings.files[0];
}

} // namespace

TEST_CASE("segments come oldest first, without what is no record")
{
    const test::TempDir directory;
    base::write_file_atomically(directory / "berth.log", line("x", "third") + "torn");
    base::write_file_atomically(directory / "berth.log.10", line("x", "second"));
    base::write_file_atomically(directory / "berth.log.9", line("x", "first") + "{}\n");
    base::write_file_atomically(directory / "berth.log.old", line("x", "of somebody else"));
    const File file = collected(directory.path());
    CHECK(file.path == "logs/berth.jsonl");
    CHECK(file.content == line("x", "first") + line("x", "second") + line("x", "third"));
    CHECK_FALSE(file.is_cut);
}

TEST_CASE("of more than a file may have, the newest records are kept")
{
    const test::TempDir directory;
    std::string many;
    while (many.size() < kMaxFileBytes) {
        many += line("x", "filling the segment with words and words and words and words and words");
    }
    base::write_file_atomically(directory / "berth.log.1", line("x", "oldest") + many);
    base::write_file_atomically(directory / "berth.log", line("x", "newest"));
    const File file = collected(directory.path());
    CHECK(file.is_cut);
    CHECK(file.content.size() <= kMaxFileBytes);
    CHECK(file.content.size() > kMaxFileBytes - 1000);
    CHECK(file.content.find("newest") != std::string::npos);
    CHECK(file.content.find("oldest") == std::string::npos);
}

TEST_CASE("lines of the engine that were stored as printed are reduced")
{
    const test::TempDir directory;
    base::write_file_atomically(directory / "berth.log", line("dockerd", "invalid mode: hunter"));
    CHECK(collected(directory.path()).content == line("dockerd", "invalid mode: …"));
}

TEST_CASE("without a store there is a reason")
{
    Findings findings;
    CHECK_THROWS_AS(collect_segments("/nowhere/at/all", findings), base::Error);
}
