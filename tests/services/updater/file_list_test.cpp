// SPDX-License-Identifier: Apache-2.0
#include "services/updater/core/file_list.hpp"

#include <catch2/catch.hpp>

#include "services/updater/core/limits.hpp"
#include "tests/services/updater/sample_manifest.hpp"

using namespace berth;
using Catch::Contains;
using test::add_file;
using test::sample_manifest;
using updater::find_file_list_error;
using updater::find_path_error;

TEST_CASE("paths that stay inside a directory are taken", "[updater]")
{
    for (const char* path : {"rootfs.squashfs", "hooks/start", "a/b/c", "..a", "a..", ".hidden", "a/.b"}) {
        CAPTURE(path);
        REQUIRE(find_path_error(path).empty());
    }
}

TEST_CASE("paths that could lead elsewhere are refused", "[updater]")
{
    const std::string with_nul("a\0b", 3);
    for (const std::string& path :
         {std::string(), std::string("/etc/passwd"), std::string(".."), std::string("../x"),
          std::string("a/../b"), std::string("a/.."), std::string("./a"), std::string("a//b"),
          std::string("a/"), std::string("a\\b"), std::string("a b"), std::string("a\nb"), with_nul,
          std::string(updater::kMaxPathBytes + 1, 'a')}) {
        CAPTURE(path);
        REQUIRE_FALSE(find_path_error(path).empty());
    }
}

TEST_CASE("a sound list of files is taken", "[updater]")
{
    auto manifest = sample_manifest();
    add_file(manifest, "hooks/start");
    add_file(manifest, "hooks/stop");
    REQUIRE(find_file_list_error(manifest.files()).empty());
}

TEST_CASE("an unsound list of files is refused, and the file is named", "[updater]")
{
    auto manifest = sample_manifest();
    SECTION("twice")
    {
        add_file(manifest, "rootfs.squashfs");
        REQUIRE_THAT(find_file_list_error(manifest.files()), Contains("rootfs.squashfs is listed twice"));
    }
    SECTION("file and directory")
    {
        add_file(manifest, "hooks");
        add_file(manifest, "hooks/start");
        REQUIRE_THAT(find_file_list_error(manifest.files()),
                     Contains("hooks is a file, and the directory of"));
    }
    SECTION("outside")
    {
        add_file(manifest, "../../etc/cron.d/x");
        REQUIRE_THAT(find_file_list_error(manifest.files()),
                     Contains("'../../etc/cron.d/x' has a '..' component"));
    }
    SECTION("the manifest itself")
    {
        add_file(manifest, "manifest.json");
        REQUIRE_THAT(find_file_list_error(manifest.files()), Contains("manifest.json is listed"));
    }
    SECTION("too large")
    {
        manifest.mutable_files(0)->set_size_bytes(updater::kMaxFileBytes + 1);
        REQUIRE_THAT(find_file_list_error(manifest.files()), Contains("more than"));
    }
    SECTION("too large together")
    {
        for (const char* path : {"a", "b", "c"}) {
            add_file(manifest, path);
            manifest.mutable_files(manifest.files_size() - 1)->set_size_bytes(updater::kMaxFileBytes);
        }
        REQUIRE_THAT(find_file_list_error(manifest.files()), Contains("together"));
    }
    SECTION("digest that is none")
    {
        manifest.mutable_files(0)->set_sha256("abc");
        REQUIRE_THAT(find_file_list_error(manifest.files()), Contains("sha256 of rootfs.squashfs"));
    }
    SECTION("no rootfs")
    {
        manifest.clear_files();
        REQUIRE_THAT(find_file_list_error(manifest.files()), Contains("rootfs.squashfs is not listed"));
    }
    SECTION("too many")
    {
        for (int i = 0; i <= updater::kMaxFiles; ++i) {
            add_file(manifest, "f" + std::to_string(i));
        }
        REQUIRE_THAT(find_file_list_error(manifest.files()), Contains("files are listed"));
    }
}
