// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "frontend/diagnose/bundle/output_file.hpp"
#include "tests/support/temp_dir.hpp"

using namespace berth;
using namespace berth::bundle;

namespace {

docker_context::User self()
{
    return {.config_dir = {}, .uid = ::geteuid(), .gid = ::getegid()};
}

std::size_t files_in(const std::filesystem::path& directory)
{
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(directory), {}));
}

} // namespace

TEST_CASE("a bundle is a new file for its owner alone, and nothing else is left")
{
    const test::TempDir directory;
    const std::filesystem::path file = directory / "b.tar.gz";
    check_output_file(file);
    write_output_file(file, "bytes", self());
    struct stat info {};
    REQUIRE(::stat(file.c_str(), &info) == 0);
    CHECK((info.st_mode & 0777U) == 0600);
    CHECK(base::read_file(file).value() == "bytes");
    CHECK(files_in(directory.path()) == 1);
}

TEST_CASE("what is there is left as it is, whether found before or after the work, a dangling link as well")
{
    const test::TempDir directory;
    const std::filesystem::path file = directory / "b.tar.gz";
    base::write_file_atomically(file, "mine");
    CHECK_THROWS_WITH(check_output_file(file), Catch::Contains("is there already"));
    CHECK_THROWS_WITH(write_output_file(file, "bytes", self()), Catch::Contains("is there already"));
    CHECK(base::read_file(file).value() == "mine");
    const std::filesystem::path link = directory / "link.zip";
    std::filesystem::create_symlink("nowhere", link);
    CHECK_THROWS_AS(check_output_file(link), base::Error);
    CHECK_THROWS_AS(write_output_file(link, "bytes", self()), base::Error);
    CHECK(files_in(directory.path()) == 2);
}

TEST_CASE("a directory that is not there is an error before any work")
{
    CHECK_THROWS_WITH(check_output_file("/nowhere/at/all.zip"), Catch::Contains("/nowhere/at"));
    CHECK_THROWS_AS(write_output_file("/nowhere/at/all.zip", "x", self()), base::SystemError);
}
