// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "base/files.hpp"
#include "services/netbridge/host/sockets/default_socket.hpp"
#include "tests/support/temp_dir.hpp"

using namespace berth;
using namespace berth::netbridge;

TEST_CASE("the default socket is linked where there is nothing, and only our own link is removed")
{
    const test::TempDir dir;
    const DefaultSocket socket(dir / "docker.sock", dir / "ours.sock");
    CHECK(socket.claim().empty());
    CHECK(socket.claim().empty());
    CHECK(std::filesystem::read_symlink(dir / "docker.sock") == dir / "ours.sock");
    socket.remove();
    CHECK_FALSE(std::filesystem::exists(std::filesystem::symlink_status(dir / "docker.sock")));
}

TEST_CASE("another engine's socket or link is left alone, even while that engine is stopped")
{
    const test::TempDir dir;
    const DefaultSocket socket(dir / "docker.sock", dir / "ours.sock");
    base::write_file_atomically(dir / "docker.sock", "");
    CHECK(socket.claim().find("belongs to another engine") != std::string::npos);
    std::filesystem::remove(dir / "docker.sock");
    std::filesystem::create_symlink(dir / "theirs.sock", dir / "docker.sock");
    CHECK(socket.claim().find("theirs.sock") != std::string::npos);
    socket.remove();
    CHECK(std::filesystem::is_symlink(dir / "docker.sock"));
}
