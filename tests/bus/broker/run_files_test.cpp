// SPDX-License-Identifier: Apache-2.0
#include "broker/run_files.hpp"

#include <catch2/catch.hpp>
#include <sys/socket.h>

#include "base/files.hpp"
#include "base/linux/unix_socket.hpp"
#include "tests/support/temp_dir.hpp"

using berth::broker::remove_run_files;
namespace base = berth::base;
namespace fs = std::filesystem;

namespace {

struct RunDir {
    RunDir()
    {
        base::make_directories(path / "bus");
        base::make_directories(path / "netbridge");
        (void)base::listen_unix(path / "bus" / "commands.sock", 0600);
        (void)base::listen_unix(path / "docker.sock", 0600); // nobody listens any more
        (void)base::listen_unix(path / "log.sock", 0600, SOCK_DGRAM);
        write("broker.lock");
        write("processes");
        write("engine.json.new.123"); // an atomic write that was cut off
    }
    void write(const std::string& name) const { base::write_file_atomically(path / name, "x", 0600); }

    berth::test::TempDir parent;
    fs::path path = parent / "run";
};

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("a runtime directory with nothing but berth's own files goes away")
{
    const RunDir run;
    CHECK(remove_run_files(run.path).empty());
    CHECK_FALSE(fs::exists(run.path));
}

TEST_CASE("a foreign file and a foreign directory are left and named, and everything else goes")
{
    const RunDir run;
    run.write("notes.txt");
    base::make_directories(run.path / "somebody");
    CHECK(remove_run_files(run.path) == Names{"notes.txt", "somebody"});
    CHECK(fs::exists(run.path / "notes.txt"));
    CHECK_FALSE(fs::exists(run.path / "bus"));
    CHECK_FALSE(fs::exists(run.path / "docker.sock"));
}

TEST_CASE("a docker socket that another process listens on is left")
{
    const RunDir run;
    fs::remove(run.path / "docker.sock");
    const base::UniqueFd theirs = base::listen_unix(run.path / "docker.sock", 0600);
    CHECK(remove_run_files(run.path) == Names{"docker.sock"});
    CHECK(fs::exists(run.path / "docker.sock"));
}

TEST_CASE("a datagram socket that somebody reads is left, too")
{
    const RunDir run;
    fs::remove(run.path / "log.sock");
    const base::UniqueFd theirs = base::listen_unix(run.path / "log.sock", 0600, SOCK_DGRAM);
    CHECK(remove_run_files(run.path) == Names{"log.sock"});
}

TEST_CASE("a runtime directory that is gone already is no trouble")
{
    const berth::test::TempDir parent;
    CHECK(remove_run_files(parent / "none").empty());
}
