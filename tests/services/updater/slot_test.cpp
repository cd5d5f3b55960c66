// SPDX-License-Identifier: Apache-2.0
#include "services/updater/image/slot.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "base/files.hpp"
#include "services/updater/image/installer.hpp"
#include "tests/services/updater/sample_image.hpp"

using namespace berth;
using Catch::Contains;

namespace {

struct Installed : test::SampleImage {
    updater::Slot slot = updater::install_image(iso, images);

    updater::Slot look() const { return updater::look_at_slot(slot.directory); }
    std::filesystem::path rootfs() const { return slot.directory / "rootfs.squashfs"; }
};

/// Same size, one byte else, and the old times: what a failing disk does.
void damage_silently(const std::filesystem::path& path)
{
    struct stat before {};
    REQUIRE(::stat(path.c_str(), &before) == 0);
    const base::UniqueFd fd = base::open_file(path, O_WRONLY);
    REQUIRE(::pwrite(fd.get(), "X", 1, 5) == 1);
    const timespec times[2] = {before.st_atim, before.st_mtim};
    REQUIRE(::futimens(fd.get(), times) == 0);
}

} // namespace

TEST_CASE("a quick look at an untouched slot finds it good", "[updater]")
{
    const Installed installed;
    const updater::Slot slot = installed.look();
    REQUIRE(slot.why.empty());
    const auto image = updater::to_installed_image(slot);
    REQUIRE(image.rootfs_path() == installed.rootfs());
    REQUIRE(image.client_path().empty());
    REQUIRE(image.verified_at().seconds() > 0);
}

TEST_CASE("a quick look finds a file that was touched, replaced or removed", "[updater]")
{
    const Installed installed;
    SECTION("touched")
    {
        std::filesystem::last_write_time(installed.rootfs(), std::filesystem::file_time_type::min());
        REQUIRE_THAT(installed.look().why, Contains("rootfs.squashfs was touched"));
    }
    SECTION("replaced")
    {
        std::filesystem::copy_file(installed.rootfs(), installed.directory / "copy");
        std::filesystem::rename(installed.directory / "copy", installed.rootfs());
        REQUIRE_THAT(installed.look().why, Contains("rootfs.squashfs was touched"));
    }
    SECTION("replaced by a link to itself")
    {
        std::filesystem::rename(installed.rootfs(), installed.directory / "moved");
        std::filesystem::create_symlink(installed.directory / "moved", installed.rootfs());
        REQUIRE_THAT(installed.look().why, Contains("rootfs.squashfs is missing"));
    }
    SECTION("removed")
    {
        std::filesystem::remove(installed.rootfs());
        REQUIRE_THAT(installed.look().why, Contains("rootfs.squashfs is missing"));
    }
}

TEST_CASE("a quick look finds a manifest that is not the one installed", "[updater]")
{
    const Installed installed;
    std::string text = test::read_text(installed.slot.directory / "manifest.json");
    std::filesystem::remove(installed.slot.directory / "manifest.json");
    SECTION("altered")
    {
        test::write_text(installed.slot.directory / "manifest.json", text + "\n");
        REQUIRE_THAT(installed.look().why, Contains("manifest.json has sha256"));
    }
    SECTION("unreadable")
    {
        test::write_text(installed.slot.directory / "manifest.json", text.substr(0, text.size() / 2));
        REQUIRE_FALSE(installed.look().why.empty());
    }
    SECTION("removed")
    {
        REQUIRE_THAT(installed.look().why, Contains("manifest.json"));
    }
}

TEST_CASE("a touched slot whose digests are right is good again after verification", "[updater]")
{
    const Installed installed;
    std::filesystem::copy_file(installed.rootfs(), installed.directory / "copy");
    std::filesystem::rename(installed.directory / "copy", installed.rootfs());
    REQUIRE(updater::verify_slot(installed.look(), {}).empty());
    REQUIRE(installed.look().why.empty());
    REQUIRE(installed.look().record.installed_at().nanos() == installed.slot.record.installed_at().nanos());
}

TEST_CASE("damage that leaves size and time alone is found by verification, with both digests", "[updater]")
{
    const Installed installed;
    damage_silently(installed.rootfs());
    REQUIRE(installed.look().why.empty());
    const std::string why = updater::verify_slot(installed.look(), {});
    REQUIRE_THAT(why, Contains("rootfs.squashfs has sha256 ") &&
                          Contains("the manifest says " + installed.manifest.files(0).sha256()));
}
