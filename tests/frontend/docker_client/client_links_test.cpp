// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "base/files.hpp"
#include "frontend/docker_client/client_links.hpp"
#include "tests/support/temp_dir.hpp"

namespace berth::docker_client {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSearchPath = "/usr/local/bin:/usr/bin::/opt/tools";

/// A root with nothing in it but what a test puts there, and a state directory with packs.
class Machine {
public:
    Places places() const { return {.root = root(), .search_path = kSearchPath, .state_dir = state()}; }

    fs::path root() const { return directory_ / "root"; }
    fs::path state() const { return directory_ / "state"; }
    fs::path bin(const std::string& name = "docker") const { return root() / "usr/local/bin" / name; }
    fs::path plugin(const std::string& name) const
    {
        return root() / "usr/local/lib/docker/cli-plugins" / name;
    }

    fs::path make_pack(const std::string& name, const std::vector<std::string>& plugins) const
    {
        const fs::path client = state() / "images" / name / "client";
        make_program(client / "docker");
        for (const std::string& each : plugins) {
            make_program(client / "cli-plugins" / each);
        }
        return client;
    }

    static void make_program(const fs::path& path)
    {
        fs::create_directories(path.parent_path());
        base::write_file_atomically(path, "#!/bin/sh\n", 0755);
    }

private:
    test::TempDir directory_;
};

} // namespace

TEST_CASE("where there is no docker, the pack's client and its plugins are linked")
{
    const Machine machine;
    const fs::path client = machine.make_pack("pack-1", {"docker-compose", "docker-buildx", "README"});
    const Changes changes = update(machine.places(), client);
    CHECK(changes.linked.size() == 3);
    CHECK(changes.machines_own.empty());
    CHECK(fs::read_symlink(machine.bin()) == client / "docker");
    CHECK(fs::read_symlink(machine.plugin("docker-compose")) == client / "cli-plugins/docker-compose");
    CHECK(fs::read_symlink(machine.plugin("docker-buildx")) == client / "cli-plugins/docker-buildx");
    CHECK_FALSE(fs::exists(machine.plugin("README")));
}

TEST_CASE("a second update changes nothing")
{
    const Machine machine;
    const fs::path client = machine.make_pack("pack-1", {"docker-compose"});
    update(machine.places(), client);
    const Changes changes = update(machine.places(), client);
    CHECK(changes.linked.empty());
    CHECK(changes.removed.empty());
}

TEST_CASE("another pack takes the links over, and a plugin that it lacks goes")
{
    const Machine machine;
    update(machine.places(), machine.make_pack("pack-1", {"docker-compose", "docker-scan"}));
    fs::remove_all(machine.state() / "images/pack-1"); // the links lead nowhere now, and are still ours
    const fs::path client = machine.make_pack("pack-2", {"docker-compose"});
    const Changes changes = update(machine.places(), client);
    CHECK(changes.linked.size() == 2);
    CHECK(changes.removed == std::vector{machine.plugin("docker-scan")});
    CHECK(fs::read_symlink(machine.bin()) == client / "docker");
    CHECK(fs::read_symlink(machine.plugin("docker-compose")) == client / "cli-plugins/docker-compose");
    CHECK(std::distance(fs::directory_iterator(machine.bin().parent_path()), {}) == 1); // nothing temporary
}

TEST_CASE("a machine with a docker anywhere in the path gets no links")
{
    const Machine machine;
    const fs::path client = machine.make_pack("pack-1", {"docker-compose"});
    const std::string directory = GENERATE("usr/bin", "opt/tools", "usr/local/bin");
    Machine::make_program(machine.root() / directory / "docker");
    const Changes changes = update(machine.places(), client);
    CHECK(changes.machines_own == machine.root() / directory / "docker");
    CHECK(changes.linked.empty());
    CHECK_FALSE(fs::exists(machine.plugin("docker-compose")));
    CHECK_FALSE(fs::is_symlink(machine.bin()));
}

TEST_CASE("a docker that the machine gets later makes ours go, plugins and empty directories too")
{
    const Machine machine;
    const fs::path client = machine.make_pack("pack-1", {"docker-compose"});
    update(machine.places(), client);
    Machine::make_program(machine.root() / "usr/bin/docker");
    const Changes changes = update(machine.places(), client);
    CHECK(changes.removed.size() == 2);
    CHECK_FALSE(fs::is_symlink(machine.bin()));
    CHECK_FALSE(fs::exists(machine.root() / "usr/local/lib/docker"));
    CHECK(fs::exists(machine.root() / "usr/bin/docker"));
}

TEST_CASE("whatever else stands in a link's place stays as it is")
{
    const Machine machine;
    const fs::path client = machine.make_pack("pack-1", {"docker-compose"});
    fs::create_directories(machine.bin().parent_path());
    SECTION("a link that leads nowhere")
    {
        fs::create_symlink("/nowhere/docker", machine.bin());
    }
    SECTION("a link to another instance's client")
    {
        fs::create_symlink(machine.state().string() + "-two/images/pack-1/client/docker", machine.bin());
    }
    SECTION("a link that leads out of the state directory again")
    {
        fs::create_symlink(machine.state() / "../elsewhere/docker", machine.bin());
    }
    SECTION("a file that nobody may run")
    {
        base::write_file_atomically(machine.bin(), "text", 0644);
    }
    SECTION("a directory")
    {
        fs::create_directory(machine.bin());
    }
    const fs::file_status before = fs::symlink_status(machine.bin());
    const Changes changes = update(machine.places(), client);
    CHECK(changes.linked.empty());
    CHECK(remove(machine.places()).removed.empty());
    CHECK(fs::symlink_status(machine.bin()).type() == before.type());
}

TEST_CASE("a plugin of the machine's own is neither replaced nor hidden")
{
    const Machine machine;
    const fs::path client = machine.make_pack("pack-1", {"docker-compose", "docker-buildx"});
    Machine::make_program(machine.plugin("docker-compose"));
    Machine::make_program(machine.root() / "usr/libexec/docker/cli-plugins/docker-buildx");
    const Changes changes = update(machine.places(), client);
    CHECK(changes.linked == std::vector{machine.bin()});
    CHECK_FALSE(fs::is_symlink(machine.plugin("docker-compose")));
    CHECK(remove(machine.places()).removed == std::vector{machine.bin()});
    CHECK(fs::exists(machine.plugin("docker-compose")));
}

TEST_CASE("remove takes every link of ours and leaves nothing, also when the state is gone")
{
    const Machine machine;
    update(machine.places(), machine.make_pack("pack-1", {"docker-compose"}));
    fs::remove_all(machine.state());
    CHECK(remove(machine.places()).removed.size() == 2);
    CHECK_FALSE(fs::is_symlink(machine.bin()));
    CHECK_FALSE(fs::exists(machine.root() / "usr/local/lib/docker"));
    CHECK(remove(machine.places()).removed.empty());
}

TEST_CASE("an update that cannot be made names the place")
{
    const Machine machine;
    const fs::path client = machine.make_pack("pack-1", {});
    base::write_file_atomically(machine.state() / "file", "");
    Places places = machine.places();
    places.root = machine.state() / "file";
    CHECK_THROWS_WITH(update(places, client), Catch::Contains(places.root.string()));
}

} // namespace berth::docker_client
