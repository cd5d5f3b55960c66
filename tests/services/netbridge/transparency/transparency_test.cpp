// SPDX-License-Identifier: Apache-2.0
// The proxy changes paths and nothing else: what real clients and dockerd said to each other directly goes
// through it byte for byte the same. tests/golden/api/record makes the recordings.
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <thread>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "replay.hpp"

namespace fs = std::filesystem;
using namespace berth::netbridge::test;

namespace {

struct Recorded {
    std::string name;
    RecordedConnection connection;
    std::string difference; ///< once it is replayed
};

std::vector<Recorded> read_recordings()
{
    const char* source = std::getenv("BERTH_SOURCE_DIR"); // set by berth_test()
    const fs::path root = fs::path(source == nullptr ? "." : source) / "tests/golden/api";
    std::set<fs::path> files;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root)) {
        if (entry.path().extension() == ".calls") {
            files.insert(entry.path());
        }
    }
    std::vector<Recorded> recordings;
    for (const fs::path& file : files) {
        int number = 0;
        for (RecordedConnection& connection : read_recording(file)) {
            const std::string name = file.lexically_relative(root).string();
            recordings.push_back(
                {fmt::format("{}, connection {}", name, ++number), std::move(connection), ""});
        }
    }
    return recordings;
}

/// Many at once: a replay is hardly more than waiting for the other thread, which on a busy machine takes its
/// time. Ends early when it is clear that the proxy changes things.
void replay_all(std::vector<Recorded>& recordings)
{
    constexpr int kAtOnce = 16;
    constexpr int kEnoughDifferences = 8;
    std::atomic<std::size_t> next{0};
    std::atomic<int> differences{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < kAtOnce; ++i) {
        threads.emplace_back([&] {
            for (std::size_t at = next++; at < recordings.size(); at = next++) {
                if (differences < kEnoughDifferences) {
                    recordings[at].difference = replay(recordings[at].connection);
                    differences += recordings[at].difference.empty() ? 0 : 1;
                }
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
}

} // namespace

TEST_CASE("what clients and dockerd say to each other passes the proxy byte for byte, but for paths")
{
    std::vector<Recorded> recordings = read_recordings();
    CHECK(recordings.size() >= 800); // so that it is noticed when they are not found
    replay_all(recordings);
    for (const Recorded& recorded : recordings) {
        INFO(recorded.name << ": " << recorded.difference);
        CHECK(recorded.difference.empty());
    }
}
