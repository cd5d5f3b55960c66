// SPDX-License-Identifier: Apache-2.0
// A docker of its own for a distro, by way of the bus: what stands in the distro's files and mounts.
#include <sys/stat.h>

#include "base/linux/unix_socket.hpp"
#include "tests/services/distro/distro_life.hpp"

namespace berth::distro {
namespace {

class Integration : public Life {
public:
    Integration() { root_ = "/proc/" + std::to_string(start().process().pid()) + "/root"; }

    client::Outcome integrate(bool on)
    {
        auto command = about<v1::IntegrateDistro>(kName);
        command.set_on(on);
        const auto answer = ask<v1::IntegrateDistroResponse>(command);
        status = answer.response.distro();
        return answer.outcome;
    }
    fs::path in_distro(const std::string& path) const { return root_ + path; }
    fs::path share() const { return shares_dir() / kName; }
    bool is_link_to(const std::string& path, const std::string& target) const
    {
        std::error_code none;
        return fs::read_symlink(in_distro(path), none) == target && !none;
    }

    Status status; ///< in the last answer

private:
    std::string root_;
};

ino_t inode_of(const fs::path& path)
{
    struct stat found {};
    return ::stat(path.c_str(), &found) == 0 ? found.st_ino : 0;
}

} // namespace

TEST_CASE("an integrated distro has its share, a link to the socket, and knows whose it is", "[root]")
{
    NEEDS_ROOTFS();
    Integration scene;
    const client::Outcome outcome = scene.integrate(true);
    INFO(outcome.status.ShortDebugString());
    REQUIRE(outcome.ok());
    CHECK(scene.status.integration().in_place());
    CHECK(scene.status.record().integration().socket_owner().uid() == 0);
    CHECK(scene.status.record().integration().socket_owner().gid() == 101); // its group docker
    CHECK(scene.is_link_to("/run/docker.sock", "/run/berth/docker.sock"));
    CHECK(inode_of(scene.in_distro("/run/berth")) == inode_of(scene.share()));
    const base::UniqueFd listener = base::listen_unix(scene.share() / "docker.sock", 0600);
    CHECK(fs::is_socket(scene.in_distro("/run/berth/docker.sock"))); // made later, and seen at once
}

TEST_CASE("off takes away what on has made, and both are safe to repeat", "[root]")
{
    NEEDS_ROOTFS();
    Integration scene;
    for (int i = 0; i < 2; ++i) {
        REQUIRE(scene.integrate(true).ok());
    }
    CHECK(scene.is_link_to("/var/run", "/run")); // this distro has no /var at all
    for (int i = 0; i < 2; ++i) {
        REQUIRE(scene.integrate(false).ok());
        CHECK_FALSE(scene.status.has_integration());
    }
    CHECK_FALSE(fs::exists(fs::symlink_status(scene.in_distro("/run/docker.sock"))));
    CHECK_FALSE(fs::exists(scene.in_distro("/run/berth")));
    CHECK_FALSE(fs::exists(scene.in_distro("/var")));
}

TEST_CASE("a docker socket that somebody else listens at stays, and the answer says so", "[root]")
{
    NEEDS_ROOTFS();
    Integration scene;
    {
        const base::UniqueFd others = base::listen_unix(scene.in_distro("/run/docker.sock"), 0600);
        const client::Outcome outcome = scene.integrate(true);
        REQUIRE_FALSE(outcome.ok());
        CHECK_THAT(outcome.status.message(), Catch::Contains("another engine listens at /run/docker.sock"));
        CHECK_FALSE(fs::exists(scene.in_distro("/run/berth")));
        CHECK(fs::is_socket(fs::symlink_status(scene.in_distro("/run/docker.sock"))));
    }
    REQUIRE(scene.integrate(true).ok()); // its file is left, and nobody listens
    CHECK(scene.is_link_to("/run/docker.sock", "/run/berth/docker.sock"));
}

TEST_CASE("a share that is lost in the distro comes back by itself", "[root]")
{
    NEEDS_ROOTFS();
    Integration scene;
    REQUIRE(scene.integrate(true).ok());
    const std::string pid = std::to_string(scene.status.process().pid());
    const base::Completed unmounted =
        base::run({.program = "/usr/bin/nsenter",
                   .arguments = {"-t", pid, "-m", "/bin/busybox", "umount", "-l", "/run/berth"}},
                  kDeadline);
    INFO(unmounted.error_output);
    REQUIRE(unmounted.status.success());
    CHECK(scene.wait([&] { return inode_of(scene.in_distro("/run/berth")) == inode_of(scene.share()); }));
}

TEST_CASE("a distro that is started again is integrated again", "[root]")
{
    NEEDS_ROOTFS();
    Integration scene;
    REQUIRE(scene.integrate(true).ok());
    REQUIRE(scene.terminate().ok());
    const std::string root = "/proc/" + std::to_string(scene.start().process().pid()) + "/root";
    CHECK(scene.wait([&] { return fs::exists(fs::symlink_status(root + "/run/docker.sock")); }));
}

} // namespace berth::distro
