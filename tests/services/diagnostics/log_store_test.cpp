// SPDX-License-Identifier: Apache-2.0
#include "services/diagnostics/host/log_store.hpp"

#include <sys/mount.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include <catch2/catch.hpp>

#include "base/files.hpp"
#include "base/scope_exit.hpp"
#include "services/diagnostics/host/history_reader.hpp"
#include "tests/support/temp_dir.hpp"
#include "wire/length_frames.hpp"

using namespace berth;
using namespace berth::diagnostics;

namespace {

const logging::Origin kSelf{"diagnostics", bus::v1::SIDE_HOST, 1};
const StoreLimits kRoomy{64U << 20U, std::chrono::hours(24 * 14)};

v1::LogRecord line(int number, std::size_t padding = 0)
{
    return logging::make_record({"test", bus::v1::SIDE_HOST, 2}, v1::LEVEL_INFO,
                                "line " + std::to_string(number) + std::string(padding, '.'));
}

std::vector<std::string> messages(LogStore& store, std::uint32_t last = 0)
{
    v1::LogQuery query;
    query.set_last(last);
    HistoryReader reader(store.snapshot(), query);
    std::string frames;
    while (reader.advance(frames)) {
    }
    wire::FrameDecoder decoder;
    decoder.feed(frames);
    std::vector<std::string> found;
    while (const auto payload = decoder.next()) {
        v1::LogRecord record;
        REQUIRE(record.ParseFromString(*payload));
        found.push_back(record.message());
    }
    return found;
}

std::size_t files_in(const std::filesystem::path& directory)
{
    const std::filesystem::directory_iterator files(directory);
    return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

} // namespace

TEST_CASE("records come back in order, also after a restart of the store")
{
    const test::TempDir dir;
    {
        LogStore store(dir / "log", kRoomy, kSelf);
        store.append(line(1));
        store.append(line(2));
        store.commit();
    }
    LogStore store(dir / "log", kRoomy, kSelf);
    store.append(line(3));
    CHECK(messages(store) == std::vector<std::string>{"line 1", "line 2", "line 3"});
}

TEST_CASE("the store stays within its size and keeps the newest lines")
{
    const test::TempDir dir;
    constexpr std::uint64_t kTotal = 400'000;
    LogStore store(dir / "log", {kTotal, std::chrono::hours(24)}, kSelf);
    for (int i = 0; i < 10'000; ++i) {
        store.append(line(i));
        store.commit();
    }
    std::uint64_t bytes = 0;
    for (const auto& file : std::filesystem::directory_iterator(dir / "log")) {
        bytes += file.file_size();
    }
    CHECK(bytes <= kTotal);
    CHECK(bytes > kTotal / 2);
    CHECK(files_in(dir / "log") <= kSegments);
    const auto kept = messages(store);
    CHECK(kept.back() == "line 9999");
    CHECK(kept.front() == "line " + std::to_string(10'000 - kept.size())); // no gap
}

TEST_CASE("the last n are found across segments")
{
    const test::TempDir dir;
    LogStore store(dir / "log", {80'000, std::chrono::hours(24)}, kSelf);
    for (int i = 0; i < 300; ++i) {
        store.append(line(i));
        store.commit();
    }
    REQUIRE(files_in(dir / "log") > 3);
    const auto last = messages(store, 150);
    REQUIRE(last.size() == 150);
    CHECK(last.front() == "line 150");
    CHECK(last.back() == "line 299");
    CHECK(messages(store, 100'000).size() == 300);
}

TEST_CASE("a torn last line is skipped and spoils no other")
{
    const test::TempDir dir;
    {
        LogStore store(dir / "log", kRoomy, kSelf);
        store.append(line(1));
        store.append(line(2));
        store.commit();
    }
    const auto file = dir / "log" / "berth.log";
    std::filesystem::resize_file(file, std::filesystem::file_size(file) - 20);
    LogStore store(dir / "log", kRoomy, kSelf);
    store.append(line(3));
    CHECK(messages(store) == std::vector<std::string>{"line 1", "line 3"});
}

TEST_CASE("lines of somebody else in the files are skipped")
{
    const test::TempDir dir;
    std::filesystem::create_directory(dir / "log");
    std::ofstream(dir / "log" / "berth.log") << "not ours\n" << std::string(1U << 20U, 'x') << "\n{}\n";
    LogStore store(dir / "log", kRoomy, kSelf);
    store.append(line(1));
    CHECK(messages(store) == std::vector<std::string>{"line 1"});
}

TEST_CASE("a snapshot stays readable when its segments are removed")
{
    const test::TempDir dir;
    LogStore store(dir / "log", {80'000, std::chrono::hours(24)}, kSelf);
    store.append(line(1));
    HistoryReader reader(store.snapshot(), {});
    for (int i = 0; i < 2000; ++i) {
        store.append(line(i));
        store.commit();
    }
    std::string frames;
    while (reader.advance(frames)) {
    }
    CHECK_THAT(frames, Catch::Contains("line 1"));
}

namespace {

/// A tmpfs of 400 KiB at `directory`, gone with the scope.
auto mount_small_disk(const std::filesystem::path& directory)
{
    std::filesystem::create_directory(directory);
    REQUIRE(::mount("tmpfs", directory.c_str(), "tmpfs", 0, "size=400k") == 0);
    return base::ScopeExit([directory] { (void)::umount2(directory.c_str(), MNT_DETACH); });
}

bool may_mount()
{
    if (::geteuid() != 0) {
        WARN("skipped: mounting a small tmpfs needs root");
        return false;
    }
    return true;
}

} // namespace

TEST_CASE("a full disk costs the oldest lines, never the newest, and is told", "[root]")
{
    if (!may_mount()) {
        return;
    }
    const test::TempDir dir;
    const auto disk = mount_small_disk(dir / "log");
    LogStore store(dir / "log", {800'000, std::chrono::hours(24)}, kSelf); // more than the disk has
    const std::string padding(200, '.');
    for (int i = 0; i < 5000; ++i) {
        store.append(line(i, padding.size()));
        store.commit();
    }
    CHECK(store.problem().empty());
    const auto kept = messages(store);
    CHECK(std::count(kept.begin(), kept.end(), "line 4999" + padding) == 1);
    CHECK(std::any_of(kept.begin(), kept.end(), [](const std::string& text) {
        return text.find("the disk is full: the oldest") != std::string::npos;
    }));
}

TEST_CASE("on a disk that others have filled lines are lost, counted, and told once there is room", "[root]")
{
    if (!may_mount()) {
        return;
    }
    const test::TempDir dir;
    const auto disk = mount_small_disk(dir / "log");
    LogStore store(dir / "log", kRoomy, kSelf);
    std::ofstream(dir / "log" / "other") << std::string(1U << 20U, 'x'); // as much as fits
    for (int i = 0; i < 10; ++i) {
        store.append(line(i));
        store.commit();
    }
    CHECK_THAT(store.problem(), Catch::Contains("No space left on device"));
    CHECK(messages(store).empty());

    std::filesystem::remove(dir / "log" / "other");
    store.append(line(10));
    store.commit();
    CHECK(store.problem().empty());
    const auto after = messages(store);
    REQUIRE(after.size() == 2);
    CHECK(after[0] == "line 10");
    CHECK_THAT(after[1], Catch::StartsWith("10 lines were lost"));
}
