// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/netbridge/host/sockets/engine_place.hpp"
#include "tests/support/temp_dir.hpp"

namespace fs = std::filesystem;

TEST_CASE("the engine sees a file of the machine's where no link is on the way")
{
    const berth::test::TempDir dir;
    const fs::path real = fs::canonical(dir / "");
    fs::create_directory(real / "run");
    fs::create_symlink(real / "run", real / "link");
    CHECK(berth::netbridge::engine_place_of(real / "link" / "docker.sock") ==
          "/distros/host" + (real / "run/docker.sock").string());
}
