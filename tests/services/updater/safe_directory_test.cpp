// SPDX-License-Identifier: Apache-2.0
#include "services/updater/image/safe_directory.hpp"

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "base/files.hpp"
#include "tests/services/updater/sample_image.hpp"

using namespace berth;

TEST_CASE("a directory that is not committed goes away", "[updater]")
{
    const test::TempDir directory;
    {
        updater::SafeDirectory unfinished(directory / "new");
        base::write_all(unfinished.create_file("a/b/c", 0444).get(), "text", "c");
        REQUIRE(test::read_text(directory / "new/a/b/c") == "text");
    }
    REQUIRE_FALSE(std::filesystem::exists(directory / "new"));
}

TEST_CASE("a committed directory takes the place of an older one", "[updater]")
{
    const test::TempDir directory;
    std::filesystem::create_directory(directory / "slot");
    test::write_text(directory / "slot/old", "old");
    {
        updater::SafeDirectory unfinished(directory / "new");
        base::write_all(unfinished.create_file("file", 0444).get(), "new", "file");
        unfinished.commit(directory / "slot");
    }
    REQUIRE(test::read_text(directory / "slot/file") == "new");
    REQUIRE_FALSE(std::filesystem::exists(directory / "slot/old"));
    REQUIRE_FALSE(std::filesystem::exists(directory / "new"));
}

TEST_CASE("nothing is written through a symlink or over a file", "[updater]")
{
    const test::TempDir directory;
    std::filesystem::create_directory(directory / "elsewhere");
    updater::SafeDirectory unfinished(directory / "new");
    std::filesystem::create_directory_symlink(directory / "elsewhere", directory / "new/link");
    std::filesystem::create_symlink(directory / "elsewhere/file", directory / "new/name");
    REQUIRE_THROWS_AS(unfinished.create_file("link/file", 0444), base::SystemError);
    REQUIRE_THROWS_AS(unfinished.create_file("name", 0444), base::SystemError);
    REQUIRE(std::filesystem::is_empty(directory / "elsewhere"));
}
