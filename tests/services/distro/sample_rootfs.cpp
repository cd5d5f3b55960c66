// SPDX-License-Identifier: Apache-2.0
#include "tests/services/distro/sample_rootfs.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include "base/child.hpp"
#include "base/files.hpp"

namespace berth::test {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kDeadline{60};

} // namespace

bool has_busybox_or_says_so()
{
    if (fs::exists("/bin/busybox")) {
        return true;
    }
    WARN("skipped: the package busybox-static is not installed");
    return false;
}

void make_rootfs(const fs::path& directory)
{
    for (const char* name : {"bin", "etc", "root", "home/me", "usr/bin"}) {
        base::make_directories(directory / name);
    }
    fs::copy_file("/bin/busybox", directory / "bin/busybox");
    for (const char* applet : {"sh", "cat", "echo", "id", "hostname", "sleep", "ls", "kill", "pwd", "env",
                               "stty", "tty", "mount", "ps", "touch", "readlink", "trap", "mkdir", "test"}) {
        fs::create_symlink("busybox", directory / "bin" / applet);
    }
    base::write_file_atomically(directory / "etc/passwd", "root:x:0:0:root:/root:/bin/sh\n"
                                                          "me:x:1000:1000::/home/me:/bin/sh\n"
                                                          "lost:x:1001:1001::/home/lost:/bin/sh\n");
    base::write_file_atomically(directory / "etc/group", "root:x:0:\nme:x:1000:\ndocker:x:101:me\n");
    REQUIRE(::chown((directory / "home/me").c_str(), 1000, 1000) == 0);
    REQUIRE(::chmod((directory / "root").c_str(), 0700) == 0);
}

void pack(const fs::path& directory, const fs::path& archive, const std::string& compression)
{
    base::ProcessSpec spec{.program = "/bin/tar",
                           .arguments = {"--xattrs", "--xattrs-include=*", "--acls", "--numeric-owner", "-C",
                                         directory.string(), "-cf", archive.string()}};
    if (!compression.empty()) {
        spec.arguments.push_back(compression);
    }
    spec.arguments.emplace_back(".");
    const base::Completed completed = base::run(spec, kDeadline);
    INFO(completed.error_output);
    REQUIRE(completed.status.success());
}

fs::path make_rootfs_archive(const fs::path& directory, const std::string& compression)
{
    make_rootfs(directory / "rootfs");
    const fs::path archive = directory / "rootfs.tar";
    pack(directory / "rootfs", archive, compression);
    return archive;
}

} // namespace berth::test
