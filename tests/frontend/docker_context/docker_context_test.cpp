// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "frontend/docker_context/docker_context.hpp"
#include "tests/support/temp_dir.hpp"

namespace berth::docker_context {
namespace {

namespace fs = std::filesystem;

constexpr uid_t kSomebody = 65501; // no account of that number is needed
constexpr gid_t kSomeGroup = 65502;

User own_user(const test::TempDir& home)
{
    return {.config_dir = home / ".docker", .uid = ::geteuid(), .gid = ::getegid()};
}

struct stat status_of(const fs::path& path)
{
    struct stat status {};
    REQUIRE(::lstat(path.c_str(), &status) == 0);
    return status;
}

fs::path meta_file(const User& user, const std::string& name)
{
    return user.config_dir / "contexts" / "meta" / directory_name(name) / "meta.json";
}

} // namespace

TEST_CASE("a context's directory is the SHA-256 of its name, as the docker client has it")
{
    CHECK(directory_name("desktop-linux") ==
          "fe9c6bd7a66301f49ca9b6a70b217107cd1284598bfc254700c989b916da791e");
}

TEST_CASE("each instance has a context of its own")
{
    CHECK(context_of(base::Instance()).name == "berth");
    CHECK(context_of(base::Instance()).host == "unix:///run/berth/docker.sock");
    CHECK(context_of(base::Instance("two")).name == "berth-two");
    CHECK(context_of(base::Instance("two")).host == "unix:///run/berth-two/docker.sock");
}

TEST_CASE("a context is created once, and updated only when it differs")
{
    const test::TempDir home;
    const User user = own_user(home);
    Context context = context_of(base::Instance());
    CHECK(put(user, context) == Change::created);
    const ino_t inode = status_of(meta_file(user, "berth")).st_ino;
    CHECK(put(user, context) == Change::none);
    CHECK(status_of(meta_file(user, "berth")).st_ino == inode);
    context.host = "unix:///elsewhere.sock";
    CHECK(put(user, context) == Change::updated);

    const auto meta = nlohmann::json::parse(base::read_file(meta_file(user, "berth")).value());
    CHECK(meta["Name"] == "berth");
    CHECK(meta["Metadata"]["Description"] == "berth engine");
    CHECK(meta["Endpoints"]["docker"]["Host"] == "unix:///elsewhere.sock");
    CHECK(meta["Endpoints"]["docker"]["SkipTLSVerify"] == false);
}

TEST_CASE("modes are those that the docker client gives, whatever the umask")
{
    const test::TempDir home;
    const User user = own_user(home);
    const mode_t before = ::umask(0077);
    put(user, context_of(base::Instance()));
    ::umask(before);
    CHECK((status_of(user.config_dir).st_mode & 0777U) == 0700);
    CHECK((status_of(user.config_dir / "contexts").st_mode & 0777U) == 0755);
    CHECK((status_of(meta_file(user, "berth").parent_path()).st_mode & 0777U) == 0755);
    CHECK((status_of(meta_file(user, "berth")).st_mode & 0777U) == 0644);
}

TEST_CASE("a removed context leaves the others and config.json alone")
{
    const test::TempDir home;
    const User user = own_user(home);
    put(user, context_of(base::Instance()));
    put(user, context_of(base::Instance("two")));
    base::write_file_atomically(user.config_dir / "config.json", R"({"currentContext": "berth"})", 0600);
    CHECK(remove(user, "berth") == Change::removed);
    CHECK(remove(user, "berth") == Change::none);
    CHECK_FALSE(fs::exists(meta_file(user, "berth").parent_path()));
    CHECK(fs::exists(meta_file(user, "berth-two")));
    CHECK(base::read_file(user.config_dir / "config.json").value() == R"({"currentContext": "berth"})");
}

TEST_CASE("in a home without a .docker there is nothing to remove")
{
    const test::TempDir home;
    CHECK(remove(own_user(home), "berth") == Change::none);
    CHECK(fs::is_empty(home.path()));
}

TEST_CASE("what root makes for a user belongs to the user", "[root]")
{
    if (::geteuid() != 0) {
        WARN("skipped: only root can act for another user");
        return;
    }
    const test::TempDir home;
    REQUIRE(::chown(home.path().c_str(), kSomebody, kSomeGroup) == 0);
    const User user{.config_dir = home / ".docker", .uid = kSomebody, .gid = kSomeGroup};
    CHECK(put(user, context_of(base::Instance())) == Change::created);
    for (const fs::path& path : {user.config_dir, user.config_dir / "contexts", meta_file(user, "berth")}) {
        CHECK(status_of(path).st_uid == kSomebody);
        CHECK(status_of(path).st_gid == kSomeGroup);
    }
    CHECK(remove(user, "berth") == Change::removed);
    base::write_file_atomically(home / "roots", ""); // and root is itself again
    CHECK(status_of(home / "roots").st_uid == 0);
}

TEST_CASE("a link in a user's home leads root nowhere the user may not write", "[root]")
{
    if (::geteuid() != 0) {
        WARN("skipped: only root can act for another user");
        return;
    }
    const test::TempDir home;
    const test::TempDir roots; // 0700
    REQUIRE(::chown(home.path().c_str(), kSomebody, kSomeGroup) == 0);
    fs::create_directory_symlink(roots.path(), home / ".docker");
    const User user{.config_dir = home / ".docker", .uid = kSomebody, .gid = kSomeGroup};
    CHECK_THROWS_AS(put(user, context_of(base::Instance())), base::Error);
    CHECK(fs::is_empty(roots.path()));
    base::write_file_atomically(roots / "still-root", ""); // root's rights are back after the failure
}

} // namespace berth::docker_context
