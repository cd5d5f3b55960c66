// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <filesystem>

#include "services/netbridge/host/host_origin.hpp"
#include "tests/support/temp_dir.hpp"

using namespace berth::netbridge;

TEST_CASE("the host's docker.sock is berth's, by the place where the engine finds it without a link")
{
    const berth::test::TempDir dir;
    const std::filesystem::path real = std::filesystem::canonical(dir / "");
    std::filesystem::create_directory(real / "run");
    std::filesystem::create_symlink(real / "run", real / "link");
    const auto origin =
        make_host_origin(real / "link" / "docker.sock", [](const std::string&) { return false; });
    CHECK(*origin->to_engine("/var/run/docker.sock") ==
          "/distros/host" + (real / "run/docker.sock").string());
    CHECK(*origin->to_engine((real / "link/x").string()) == "/distros/host" + (real / "run/x").string());
    CHECK(origin->to_engine("/distros/Ubuntu/x").has_error());
}
