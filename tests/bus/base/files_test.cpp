// SPDX-License-Identifier: Apache-2.0
#include "base/files.hpp"

#include <thread>

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/error.hpp"
#include "tests/support/temp_dir.hpp"

using namespace berth::base;
namespace fs = std::filesystem;

namespace {

mode_t mode_of(const fs::path& path)
{
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    return status.st_mode & 07777U;
}

std::size_t count_entries(const fs::path& directory)
{
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(directory), {}));
}

} // namespace

TEST_CASE("a file is written with its text and mode whatever the umask, and nothing is left beside it")
{
    const berth::test::TempDir directory;
    const mode_t before = ::umask(0077);
    write_file_atomically(directory / "a", "one", 0644);
    ::umask(before);
    CHECK(read_file(directory / "a").value() == "one");
    CHECK(mode_of(directory / "a") == 0644);
    write_file_atomically(directory / "a", "two", 0600);
    CHECK(read_file(directory / "a").value() == "two");
    CHECK(mode_of(directory / "a") == 0600);
    CHECK(count_entries(directory.path()) == 1);
}

TEST_CASE("a reader sees the old text or the new one, never a part")
{
    const berth::test::TempDir directory;
    const std::string one(50'000, '1');
    const std::string two(50'000, '2');
    write_file_atomically(directory / "a", one);
    bool whole = true;
    std::thread reader([&] {
        for (int i = 0; i < 300; ++i) {
            const std::string text = read_file(directory / "a").value();
            whole = whole && (text == one || text == two);
        }
    });
    for (int i = 0; i < 100; ++i) {
        write_file_atomically(directory / "a", i % 2 == 0 ? two : one);
    }
    reader.join();
    CHECK(whole);
}

TEST_CASE("a file that cannot be written is an error that names it, and leaves nothing")
{
    const berth::test::TempDir directory;
    fs::create_directory(directory / "taken");
    fs::create_directory(directory / "taken/inside");
    CHECK_THROWS_WITH(write_file_atomically(directory / "taken", "x"), Catch::Contains("taken"));
    CHECK(count_entries(directory.path()) == 1);
    CHECK_THROWS_AS(write_file_atomically(directory / "absent/a", "x"), SystemError);
}

TEST_CASE("reading fails with a reason for what is absent, no file, or too large")
{
    const berth::test::TempDir directory;
    CHECK(read_file(directory / "absent").error().message ==
          "opening " + (directory / "absent").string() + ": No such file or directory");
    CHECK(read_file(directory.path()).error().message.find("Is a directory") != std::string::npos);
    write_file_atomically(directory / "a", std::string(11, 'x'));
    CHECK(read_file(directory / "a", 11).value().size() == 11);
    CHECK(read_file(directory / "a", 10).error().message.find("is larger than 10 bytes") !=
          std::string::npos);
}

TEST_CASE("writing to a file that must exist does not make it")
{
    const berth::test::TempDir directory;
    CHECK_THROWS_AS(write_existing(directory / "absent", "x"), SystemError);
    CHECK_FALSE(fs::exists(directory / "absent"));
}

TEST_CASE("directories are made with their parents, the mode on the last, and again without harm")
{
    const berth::test::TempDir directory;
    const mode_t before = ::umask(0077);
    make_directories(directory / "a/b/c", 0755);
    ::umask(before);
    CHECK(mode_of(directory / "a/b/c") == 0755);
    make_directories(directory / "a/b/c", 0755);
    write_file_atomically(directory / "file", "x");
    CHECK_THROWS_WITH(make_directories(directory / "file"), Catch::Contains("making directory"));
    CHECK_THROWS_AS(make_directories(directory / "file/below"), SystemError);
}

TEST_CASE("descriptors are closed on exec")
{
    const berth::test::TempDir directory;
    const UniqueFd fd = open_file(directory / "a", O_RDWR | O_CREAT);
    CHECK((::fcntl(fd.get(), F_GETFD) & FD_CLOEXEC) != 0);
}
