// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/core/socket_rules.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

namespace berth::diagnose {
namespace {

const ExpectedSocket& expected(const std::string& id)
{
    const auto& all = expected_sockets();
    return *std::find_if(all.begin(), all.end(), [&](const ExpectedSocket& each) { return each.id == id; });
}

SeenSocket seen(unsigned mode, unsigned gid = 0)
{
    return {.exists = true, .is_right_kind = true, .mode = mode, .gid = gid};
}

Finding judge(const std::string& id, const SeenSocket& socket, std::optional<unsigned> group = std::nullopt)
{
    return judge_socket(expected(id), socket, group, "/run/berth/x.sock", "berth");
}

} // namespace

TEST_CASE("a socket that is as it shall be passes, whatever its owner's own bits")
{
    CHECK(judge("log_query", seen(0600)).outcome == Outcome::pass);
    CHECK(judge("bus_commands", seen(0700)).outcome == Outcome::pass);
    CHECK(judge("docker", seen(0660)).outcome == Outcome::pass);
}

TEST_CASE("a wrong mode fails, open or shut, with the chmod that mends it")
{
    const Finding open = judge("docker", seen(0666));
    CHECK(open.outcome == Outcome::fail);
    CHECK(open.evidence == "/run/berth/x.sock has mode 0666, not 0660");
    CHECK(open.fix == "chmod 0660 /run/berth/x.sock");
    CHECK(judge("docker", seen(0600)).outcome == Outcome::fail);
    CHECK(judge("log_query", seen(0640)).outcome == Outcome::fail);
    CHECK(judge("log_query", seen(0200)).outcome == Outcome::fail);
    CHECK(judge("tunnel_directory", seen(01777)).fix == "chmod 0700 /run/berth/x.sock");
}

TEST_CASE("a socket belongs to its group where the machine has that group, and to root's elsewhere")
{
    CHECK(judge("docker", seen(0660, 999), 999).outcome == Outcome::pass);
    CHECK(judge("docker", seen(0660, 0), 999).fix == "chown 0:999 /run/berth/x.sock");
    CHECK(judge("docker", seen(0660, 999)).outcome == Outcome::fail);
    CHECK(judge("bus_queries", seen(0660, 50), 50).outcome == Outcome::pass);
    CHECK(judge("bus_queries", seen(0660)).outcome == Outcome::fail);
    CHECK(judge("bus_directory", seen(0710, 50), 50).outcome == Outcome::pass);
    CHECK(judge("log", seen(0600, 50)).outcome == Outcome::fail);
}

TEST_CASE("what was made before the machine had the group lets its members not in: a warning")
{
    const Finding old = judge("bus_queries", seen(0700), 50);
    CHECK(old.outcome == Outcome::warn);
    CHECK(old.fix == "berth restart");
    CHECK(judge("bus_directory", seen(0700), 50).outcome == Outcome::warn);
    CHECK(judge("bus_queries", seen(0666), 50).outcome == Outcome::fail);
    CHECK(judge("bus_queries", seen(0660, 51), 50).outcome == Outcome::fail);
}

TEST_CASE("a socket that is away, is something else, or that nobody listens at, says who makes it anew")
{
    CHECK(judge("docker", {}).evidence == "/run/berth/x.sock does not exist");
    CHECK(judge("docker", {}).fix == "make it anew: berth service restart netbridge");
    CHECK(judge("bus_commands", {}).fix == "make it anew: berth restart");
    CHECK(judge("docker", {.exists = true}).evidence == "/run/berth/x.sock is no socket");
    SeenSocket refusing = seen(0600);
    refusing.refusal = "connecting to /run/berth/x.sock: Connection refused";
    CHECK(judge("log", refusing).outcome == Outcome::fail);
    CHECK(judge("log", refusing).evidence == refusing.refusal);
    SeenSocket denying = seen(0660);
    denying.is_denied = true;
    denying.refusal = "connecting to /run/berth/x.sock: Permission denied";
    CHECK(judge("docker", denying).fix.find("groupadd --system docker") != std::string::npos);
    denying.gid = 999;
    CHECK(
        judge("docker", denying, 999).fix.rfind("become a member of its group: sudo usermod -aG docker", 0) ==
        0);
}

TEST_CASE("every socket has an id and a path of its own, and the engine's first process is not connected to")
{
    std::set<std::string> ids;
    std::set<std::string> paths;
    for (const ExpectedSocket& each : expected_sockets()) {
        ids.insert(each.id);
        paths.insert(each.path);
    }
    CHECK(ids.size() == expected_sockets().size());
    CHECK(paths.size() == expected_sockets().size());
    CHECK(!expected("tunnel_init").try_to_connect);
}

} // namespace berth::diagnose
