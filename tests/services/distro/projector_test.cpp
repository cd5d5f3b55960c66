// SPDX-License-Identifier: Apache-2.0
// Projections end to end: real mount namespaces, the real program.
#include <catch2/catch.hpp>

#include <algorithm>

#include <fcntl.h>
#include <linux/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/child.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/instance.hpp"
#include "base/linux/mount.hpp"
#include "base/linux/unix_socket.hpp"
#include "services/distro/core/projection.hpp"
#include "tests/services/distro/mini_engine.hpp"

namespace berth::distro {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kDeadline{20};

#define NEEDS_ROOT()                                                                                         \
    if (::geteuid() != 0) {                                                                                  \
        WARN("skipped: only root can make mount namespaces");                                                \
        return;                                                                                              \
    }

std::string project(const std::string& action, pid_t init, pid_t distro, const std::string& hide = "/nowhere")
{
    std::vector<std::string> arguments{action, "--init-pid", std::to_string(init), "--name", "d"};
    if (action != "detach") {
        arguments.insert(arguments.end(), {"--distro-pid", std::to_string(distro), "--hide", hide});
    }
    const base::Completed done = base::run(
        {.program = base::libexec_dir() / "berth-projector", .arguments = std::move(arguments)}, kDeadline);
    CHECK(done.error_output.empty());
    CHECK(done.status.success() == (done.output.find("\"error\"") == std::string::npos));
    return done.output;
}

/// A distro, an engine and a directory of the distro (and of this test) to do things in.
struct World {
    test::TempDir dir;
    fs::path own_area = make(dir / "own");
    test::MiniEngine engine;
    test::MiniDistro distro{own_area};

    static fs::path make(const fs::path& path)
    {
        base::make_directories(path);
        return path;
    }

    std::string attach() const { return project("attach", engine.init_pid(), distro.pid(), own_area); }
    std::string check() const { return project("check", engine.init_pid(), distro.pid(), own_area); }
    std::string detach() const { return project("detach", engine.init_pid(), distro.pid()); }

    /// The path as the engine's and its daemons' processes see it, looked at from here.
    fs::path in_engine(const fs::path& path) const { return seen_by(engine.init_pid(), path); }
    fs::path in_daemons(const fs::path& path) const { return seen_by(engine.daemons_pid(), path); }

    static fs::path seen_by(pid_t pid, const fs::path& path)
    {
        return "/proc/" + std::to_string(pid) + "/root/distros/d" + path.string();
    }
};

std::size_t count_types(pid_t pid, const std::string& prefix)
{
    const auto mounts = base::read_mountinfo(std::to_string(pid));
    return static_cast<std::size_t>(
        std::count_if(mounts.begin(), mounts.end(),
                      [&](const base::MountInfo& mount) { return mount.type.rfind(prefix, 0) == 0; }));
}

} // namespace

TEST_CASE("an attached distro's files are seen by the engine and by its daemons", "[root]")
{
    NEEDS_ROOT();
    const World world;
    base::write_file_atomically(world.dir / "file", "hello");
    CHECK_THAT(world.attach(), Catch::Contains(R"("outcome":"attached","engine_path":"/distros/d")"));
    CHECK(base::read_file(world.in_engine(world.dir / "file")).value() == "hello");
    CHECK(base::read_file(world.in_daemons(world.dir / "file")).value() == "hello");
    base::write_file_atomically(world.in_engine(world.dir / "back"), "from the engine");
    CHECK(base::read_file(world.dir / "back").value() == "from the engine");
    CHECK_THAT(world.check(), Catch::Contains(R"("outcome":"attached")"));
}

TEST_CASE("mounts and unmounts that the distro makes later happen in the engine and its daemons", "[root]")
{
    NEEDS_ROOT();
    const World world;
    const fs::path point = World::make(world.dir / "later");
    REQUIRE_THAT(world.attach(), Catch::Contains("attached"));
    test::run_in(world.distro.pid(), [&] {
        base::mount_fs("tmpfs", point, "tmpfs");
        base::write_file_atomically(point / "inside", "x");
        return std::string();
    });
    CHECK(fs::exists(world.in_engine(point / "inside")));
    CHECK(fs::exists(world.in_daemons(point / "inside")));
    test::run_in(world.distro.pid(), [&] {
        base::unmount(point);
        return std::string();
    });
    CHECK_FALSE(fs::exists(world.in_engine(point / "inside")));
    CHECK_FALSE(fs::exists(world.in_daemons(point / "inside")));
    CHECK_FALSE(fs::exists(point / "inside")); // and never in this test's own namespace
}

TEST_CASE("a mount that the engine makes in a projection stays the engine's", "[root]")
{
    NEEDS_ROOT();
    const World world;
    const fs::path point = World::make(world.dir / "point");
    REQUIRE_THAT(world.attach(), Catch::Contains("attached"));
    test::run_in(world.engine.init_pid(), [&] {
        base::mount_fs("tmpfs", "/distros/d" + point.string(), "tmpfs");
        base::write_file_atomically("/distros/d" + point.string() + "/inside", "x");
        return std::string();
    });
    CHECK(fs::exists(world.in_engine(point / "inside")));
    CHECK(test::run_in(world.distro.pid(), [&] {
              return std::string(fs::exists(point / "inside") ? "seen" : "unseen");
          }) == "unseen");
}

TEST_CASE("the engine sees no cgroup hierarchy of the distro, none that comes later, and no mount of berth",
          "[root]")
{
    NEEDS_ROOT();
    const World world;
    const std::string report = world.attach();
    CHECK_THAT(report, Catch::Contains("\"/sys/fs/cgroup/unified\""));
    CHECK_THAT(report, Catch::Contains("\"" + world.own_area.string() + "\""));
    test::run_in(world.distro.pid(), [] {
        base::make_directories("/sys/fs/cgroup/late");
        base::mount_fs("cgroup2", "/sys/fs/cgroup/late", "cgroup2");
        return std::string();
    });
    for (const pid_t pid : {world.engine.init_pid(), world.engine.daemons_pid()}) {
        CHECK(count_types(pid, "cgroup") == 0);
        CHECK(count_types(pid, "proc") > 0); // /proc and /sys stay: monitoring agents bind them
        for (const base::MountInfo& mount : base::read_mountinfo(std::to_string(pid))) {
            CHECK(mount.mount_point != "/distros/d" + world.own_area.string());
        }
    }
    CHECK(count_types(world.distro.pid(), "cgroup2") >= 2); // and the distro lost nothing
}

TEST_CASE("attaching twice changes nothing, and attaching to a distro's next life replaces the copy",
          "[root]")
{
    NEEDS_ROOT();
    const World world;
    const fs::path point = World::make(world.dir / "later");
    REQUIRE_THAT(world.attach(), Catch::Contains("\"attached\""));
    const std::size_t mounts = base::read_mountinfo(std::to_string(world.engine.init_pid())).size();
    CHECK_THAT(world.attach(), Catch::Contains("already attached"));
    CHECK(base::read_mountinfo(std::to_string(world.engine.init_pid())).size() == mounts);

    const test::MiniDistro next(world.own_area);
    const pid_t init = world.engine.init_pid();
    CHECK_THAT(project("check", init, next.pid(), world.own_area), Catch::Contains("does not follow"));
    CHECK_THAT(project("attach", init, next.pid(), world.own_area), Catch::Contains("attached anew"));
    CHECK(base::read_mountinfo(std::to_string(init)).size() == mounts);
    test::run_in(next.pid(), [&] {
        base::mount_fs("tmpfs", point, "tmpfs");
        base::write_file_atomically(point / "inside", "x");
        return std::string();
    });
    CHECK(fs::exists(world.in_daemons(point / "inside")));
}

TEST_CASE("detaching leaves neither mounts nor directories, and may be repeated", "[root]")
{
    NEEDS_ROOT();
    const World world;
    const pid_t init = world.engine.init_pid();
    const std::size_t before = base::read_mountinfo(std::to_string(init)).size();
    const std::size_t daemons_before =
        base::read_mountinfo(std::to_string(world.engine.daemons_pid())).size();
    REQUIRE_THAT(world.attach(), Catch::Contains("attached"));
    CHECK_THAT(world.detach(), Catch::Contains(R"("outcome":"detached")"));
    CHECK_THAT(world.detach(), Catch::Contains("was not attached"));
    CHECK_THAT(world.check(), Catch::Contains("nothing is mounted at /distros/d"));
    CHECK(base::read_mountinfo(std::to_string(init)).size() == before);
    CHECK(base::read_mountinfo(std::to_string(world.engine.daemons_pid())).size() == daemons_before);
    CHECK(test::run_in(init, [] {
              std::string left;
              for (const char* directory : {kWritableDir, kPrivateDir}) {
                  for (const auto& entry : fs::directory_iterator(directory)) {
                      left += entry.path().string() + " ";
                  }
              }
              return left;
          }) == std::string(kWritableDir) + " ");
}

TEST_CASE("a path in a distro that is not attached fails loudly", "[root]")
{
    NEEDS_ROOT();
    const World world;
    CHECK(test::run_in(world.engine.daemons_pid(), [] {
              return std::string(::mkdir("/distros/missing", 0755) != 0 && errno == EROFS ? "read-only"
                                                                                          : "made");
          }) == "read-only");
    REQUIRE_THAT(world.attach(), Catch::Contains("attached"));
    CHECK(test::run_in(world.engine.daemons_pid(), [] {
              return std::string(::mkdir("/distros/missing", 0755) != 0 && errno == EROFS ? "read-only"
                                                                                          : "made");
          }) == "read-only");
}

TEST_CASE("directories, files and sockets of a distro can be bound in the daemons' namespace", "[root]")
{
    NEEDS_ROOT();
    const World world;
    const fs::path directory = World::make(world.dir / "directory");
    base::write_file_atomically(directory / "inside", "in the directory");
    base::write_file_atomically(world.dir / "file", "the file");
    const base::UniqueFd listener = base::listen_unix(world.dir / "socket", 0600);
    REQUIRE_THAT(world.attach(), Catch::Contains("attached"));
    const std::string result = test::run_in(world.engine.daemons_pid(), [&] {
        const fs::path source = "/distros/d" + world.dir.path().string();
        base::make_directories("/d");
        base::write_file_atomically("/f", "");
        base::write_file_atomically("/s", "");
        base::bind_mount(source / "directory", "/d");
        base::bind_mount(source / "file", "/f", false);
        base::bind_mount(source / "socket", "/s", false);
        (void)base::connect_unix("/s");
        return base::read_file("/d/inside").value() + ", " + base::read_file("/f").value();
    });
    CHECK(result == "in the directory, the file");
}

TEST_CASE("a process that is not the engine's is refused and nothing is mounted in it", "[root]")
{
    NEEDS_ROOT();
    const World world;
    CHECK_THAT(project("attach", world.distro.pid(), world.distro.pid()),
               Catch::Contains("is not the engine's"));
    CHECK_THAT(project("attach", world.engine.daemons_pid(), world.distro.pid()),
               Catch::Contains("the engine has no mount at /run/berth/private"));
    constexpr pid_t kNobody = 4194304 + 1; // beyond the largest pid
    CHECK_THAT(project("attach", kNobody, world.distro.pid()), Catch::Contains("No such file or directory"));
}

} // namespace berth::distro
