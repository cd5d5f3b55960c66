// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <limits>

#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "services/lifecycle/host/store.hpp"
#include "tests/support/temp_dir.hpp"

namespace berth::lifecycle {
namespace {

namespace fs = std::filesystem;

struct Machine {
    test::TempDir dir;
    StorePaths paths{.store_dir = dir / "store", .state_file = dir / "state.json"};

    /// Opens, closes, and says which store it was.
    std::string id() const { return open_store(paths, {.bytes = 1, .inodes = 1}).identity().id; }

    /// What opening complains of, with the hint.
    std::string complaint(const RoomNeeded& needed = {.bytes = 1, .inodes = 1}) const
    {
        try {
            (void)open_store(paths, needed);
            return "no complaint";
        } catch (const base::Error& error) {
            return std::string(error.what()) + " | " + error.hint();
        }
    }
};

mode_t mode_of(const fs::path& path)
{
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    return status.st_mode & 07777U;
}

} // namespace

TEST_CASE("a fresh machine gets a store with an identity that is remembered outside of it")
{
    const Machine machine;
    const Store store = open_store(machine.paths, {.bytes = 1, .inodes = 1});
    CHECK(store.is_new());
    CHECK(store.identity().id.size() == 36);
    CHECK(store.identity().created.back() == 'Z');
    CHECK(store.identity().generation == kStoreGeneration);
    CHECK(parse_expected_id(base::read_file(machine.paths.state_file).value(), "state.json") ==
          store.identity().id);
    CHECK(mode_of(store.docker_dir()) == 0710);
    CHECK(mode_of(store.containerd_dir()) == 0711);
}

TEST_CASE("the same store is opened again and again")
{
    const Machine machine;
    const std::string id = machine.id();
    CHECK(machine.id() == id);
    CHECK_FALSE(open_store(machine.paths, {.bytes = 1, .inodes = 1}).is_new());
}

TEST_CASE("an expected store that is not there is an error, and no empty one is made")
{
    const Machine machine;
    const std::string id = machine.id();
    fs::remove_all(machine.paths.store_dir);
    CHECK_THAT(machine.complaint(), Catch::Contains("the store " + id + " is not at"));
    CHECK_THAT(machine.complaint(), Catch::Contains("remove " + machine.paths.state_file.string()));
    CHECK_FALSE(fs::exists(machine.paths.store_dir));
    fs::create_directory(machine.paths.store_dir); // as an unmounted disk's mount point looks
    CHECK_THAT(machine.complaint(), Catch::Contains("there is nothing"));
    CHECK(fs::is_empty(machine.paths.store_dir));
}

TEST_CASE("what the hint says about a missing store works")
{
    const Machine machine;
    const std::string id = machine.id();
    const fs::path elsewhere = machine.dir / "elsewhere";
    fs::rename(machine.paths.store_dir, elsewhere);
    REQUIRE(machine.complaint() != "no complaint");
    fs::rename(elsewhere, machine.paths.store_dir);
    CHECK(machine.id() == id);
    fs::rename(machine.paths.store_dir, elsewhere);
    fs::remove(machine.paths.state_file);
    CHECK(machine.id() != id);
}

TEST_CASE("another instance's store is an error until it is accepted")
{
    const Machine machine;
    const Machine other;
    const std::string id = machine.id();
    const std::string other_id = other.id();
    fs::rename(machine.paths.store_dir, machine.dir / "old");
    fs::copy(other.paths.store_dir, machine.paths.store_dir, fs::copy_options::recursive);
    CHECK_THAT(machine.complaint(), Catch::Contains("is " + other_id + ", but this instance's is " + id));
    fs::remove(machine.paths.state_file);
    CHECK(machine.id() == other_id);
    CHECK(machine.id() == other_id);
}

TEST_CASE("data without an identity are never taken for a store")
{
    const Machine machine;
    fs::create_directories(machine.paths.store_dir / "docker" / "volumes");
    CHECK_THAT(machine.complaint(), Catch::Contains("holds data but no identity.json"));
    CHECK_FALSE(fs::exists(machine.paths.state_file));

    const Machine known;
    const std::string id = known.id();
    fs::remove(known.paths.store_dir / "identity.json");
    CHECK_THAT(known.complaint(), Catch::Contains("put identity.json of store " + id + " back"));
}

TEST_CASE("a first start that was cut off is simply done again")
{
    const Machine machine;
    fs::create_directories(machine.paths.store_dir);
    base::write_file_atomically(machine.paths.store_dir / "lock", "123");
    base::write_file_atomically(machine.paths.store_dir / "identity.json.new.123", "{");
    const std::string id = machine.id();
    fs::remove(machine.paths.state_file); // cut off after identity.json, before state.json
    CHECK(machine.id() == id);
}

TEST_CASE("damaged files are errors that name the file")
{
    const Machine machine;
    (void)machine.id();
    for (const char* text : {"", "{", "[]", "{}", R"({"id": 3, "created": "x", "generation": 1})",
                             R"({"id": "a", "created": "x", "generation": -1})"}) {
        base::write_file_atomically(machine.paths.store_dir / "identity.json", text);
        CHECK_THAT(machine.complaint(), Catch::Contains("identity.json is damaged"));
    }
    base::write_file_atomically(machine.paths.state_file, "{\"store_id\": 1}");
    CHECK_THAT(machine.complaint(), Catch::Contains("state.json is damaged"));
}

TEST_CASE("a store of a newer generation is refused")
{
    const Machine machine;
    const StoreIdentity newer{.id = machine.id(), .created = "x", .generation = kStoreGeneration + 1};
    base::write_file_atomically(machine.paths.store_dir / "identity.json", to_json(newer));
    CHECK_THAT(machine.complaint(), Catch::Contains("made by a newer berth"));
}

TEST_CASE("two instances never share a store")
{
    const Machine machine;
    const Store store = open_store(machine.paths, {.bytes = 1, .inodes = 1});
    CHECK_THAT(machine.complaint(), Catch::Contains("is in use by process " + std::to_string(::getpid())));

    const Machine other;
    fs::create_directory_symlink(machine.paths.store_dir, other.paths.store_dir);
    CHECK_THAT(other.complaint(), Catch::Contains("is in use by process"));
}

TEST_CASE("a full disk is told before anything is made")
{
    const Machine machine;
    CHECK_THAT(machine.complaint({.bytes = std::numeric_limits<std::uint64_t>::max(), .inodes = 1}),
               Catch::Contains("is full: "));
    CHECK_THAT(machine.complaint({.bytes = 1, .inodes = std::numeric_limits<std::uint64_t>::max()}),
               Catch::Contains("more files only"));
    CHECK_FALSE(fs::exists(machine.paths.store_dir));
}

TEST_CASE("other members of state.json are kept")
{
    const Machine machine;
    base::write_file_atomically(machine.paths.state_file, R"({"pack": "x"})");
    (void)machine.id();
    CHECK_THAT(base::read_file(machine.paths.state_file).value(), Catch::Contains(R"("pack": "x")"));
}

} // namespace berth::lifecycle
