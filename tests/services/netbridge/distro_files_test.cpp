// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <fstream>

#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "services/netbridge/guest/distro_files.hpp"
#include "tests/support/temp_dir.hpp"

using namespace berth;
using namespace berth::netbridge;
namespace fs = std::filesystem;

namespace {

constexpr FileCaller kMe{1000, 1000};

struct stat status_of(const fs::path& path)
{
    struct stat status {};
    REQUIRE(::lstat(path.c_str(), &status) == 0);
    return status;
}

bool belongs_to(const fs::path& path, const FileCaller& owner)
{
    const struct stat status = status_of(path);
    return status.st_uid == owner.uid && status.st_gid == owner.gid;
}

/// A distro's root with a home of user 1000, beside a directory that no path of it may reach.
struct Root {
    Root()
    {
        base::make_directories(root / "home/me");
        base::make_directories(root / "tmp", 01777);
        fs::permissions(root / "tmp", fs::perms::all | fs::perms::sticky_bit);
        if (::geteuid() == 0) {
            REQUIRE(::chown((root / "home/me").c_str(), kMe.uid, kMe.gid) == 0);
        }
    }
    berth::test::TempDir dir;
    const fs::path root = dir.path() / "root";
};

} // namespace

TEST_CASE("links are read within the distro's root, however far up they point")
{
    Root scene;
    fs::create_symlink("/home/me", scene.root / "absolute");
    fs::create_symlink("../../../../home", scene.root / "climbing");
    const DistroFiles files(scene.root);
    CHECK(files.read_link("/absolute") == "/home/me");
    CHECK(files.read_link("/climbing") == "../../../../home");
    fs::create_symlink("target", scene.root / "home/me/link");
    CHECK(files.read_link("/climbing/me/link") == "target");
    CHECK(files.read_link("/home") == std::nullopt);
    CHECK(files.read_link("/nothing/here") == std::nullopt);
    CHECK(files.read_link("/") == std::nullopt);
}

TEST_CASE("missing directories are made for a caller who may write there, else for the owner of the place")
{
    if (::geteuid() != 0) {
        WARN("skipped: only root can give directories away");
        return;
    }
    Root scene;
    const DistroFiles files(scene.root);
    CHECK(files.make_directories("/home/me/app/data", kMe));
    CHECK(belongs_to(scene.root / "home/me/app", kMe));
    CHECK(belongs_to(scene.root / "home/me/app/data", kMe));
    CHECK((status_of(scene.root / "home/me/app/data").st_mode & 07777) == 0755);

    CHECK(files.make_directories("/home/me/by-sudo", FileCaller{0, 0}));
    CHECK(belongs_to(scene.root / "home/me/by-sudo", kMe));
    CHECK(files.make_directories("/home/me/by-nobody-known", std::nullopt));
    CHECK(belongs_to(scene.root / "home/me/by-nobody-known", kMe));

    CHECK(files.make_directories("/tmp/mine", kMe));
    CHECK(belongs_to(scene.root / "tmp/mine", kMe));
    const fs::path of_group = scene.root / "srv";
    base::make_directories(of_group);
    REQUIRE(::chown(of_group.c_str(), 0, 2000) == 0);
    REQUIRE(::chmod(of_group.c_str(), 0775) == 0);
    CHECK(files.make_directories("/srv/by-member", FileCaller{kMe.uid, kMe.gid, {7, 2000}}));
    CHECK(belongs_to(of_group / "by-member", kMe));
    CHECK(files.make_directories("/srv/by-stranger", FileCaller{kMe.uid, kMe.gid, {7}}));
    CHECK(belongs_to(of_group / "by-stranger", {0, 2000}));

    CHECK(files.make_directories("/opt/theirs", kMe)); // as Docker does: the engine is root
    CHECK(belongs_to(scene.root / "opt/theirs", {0, 0}));
}

TEST_CASE("a directory that hands its group on does so to what is made in it")
{
    if (::geteuid() != 0) {
        WARN("skipped: only root can give directories away");
        return;
    }
    Root scene;
    const fs::path shared = scene.root / "shared";
    base::make_directories(shared);
    REQUIRE(::chown(shared.c_str(), 0, 2000) == 0);
    REQUIRE(::chmod(shared.c_str(), 02777) == 0);
    CHECK(DistroFiles(scene.root).make_directories("/shared/a/b/", kMe));
    CHECK(belongs_to(shared / "a", {kMe.uid, 2000}));
    CHECK(belongs_to(shared / "a/b", {kMe.uid, 2000}));
}

TEST_CASE("what is there is left alone: a directory, a file, a link to a directory")
{
    Root scene;
    std::ofstream(scene.root / "file") << "text";
    fs::create_symlink("home/me", scene.root / "link");
    const DistroFiles files(scene.root);
    CHECK_FALSE(files.make_directories("/home/me", kMe));
    CHECK_FALSE(files.make_directories("/file", kMe));
    CHECK_FALSE(files.make_directories("/link", kMe));
    CHECK_FALSE(files.make_directories("/", kMe));
    CHECK_THROWS_AS(files.make_directories("/file/below", kMe), base::SystemError);
}

TEST_CASE("no directory is made outside the root, nor through a link that leads nowhere")
{
    Root scene;
    fs::create_symlink("../../outside", scene.root / "climbing");
    const DistroFiles files(scene.root);
    CHECK_THROWS_AS(files.make_directories("/climbing", kMe), base::SystemError);
    CHECK(files.make_directories("/../../up", std::nullopt));
    CHECK(fs::is_directory(scene.root / "up"));
    CHECK_FALSE(fs::exists(scene.dir.path() / "up"));
    CHECK_FALSE(fs::exists(scene.dir.path() / "outside"));
}

TEST_CASE("a projection that is not there is an error")
{
    berth::test::TempDir dir;
    CHECK_THROWS_AS(DistroFiles(dir.path() / "absent"), base::SystemError);
}
