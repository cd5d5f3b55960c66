// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/core/engine_rules.hpp"

#include <catch2/catch.hpp>

namespace berth::diagnose {
namespace {

using distro::v1::DistroStatus;

DistroStatus distro(const std::string& name, DistroStatus::State state)
{
    DistroStatus status;
    status.set_name(name);
    status.set_state(state);
    status.set_engine_path("/distros/" + name);
    return status;
}

base::MountInfo mount(const std::string& at, const std::string& options = "rw,relatime")
{
    base::MountInfo info;
    info.mount_point = at;
    info.options = options;
    info.type = "tmpfs";
    return info;
}

netbridge::v1::GetNetworkResponse network_with_port(unsigned port, const std::string& why = "")
{
    netbridge::v1::GetNetworkResponse network;
    netbridge::v1::PublishedPort& published = *network.add_ports();
    published.set_protocol("tcp");
    published.set_host_address("127.0.0.1");
    published.set_host_port(port);
    published.set_container_address("172.17.0.2");
    published.set_container_port(80);
    published.set_why(why);
    return network;
}

} // namespace

TEST_CASE("every attached distro must be mounted in the engine, others need not be")
{
    const std::vector<DistroStatus> distros{distro("host", DistroStatus::STATE_ATTACHED),
                                            distro("box", DistroStatus::STATE_STOPPED)};
    CHECK(judge_projections(distros, {mount("/distros/host")}, "berth").outcome == Outcome::pass);
    const Finding away = judge_projections(distros, {mount("/distros/host/home")}, "berth");
    CHECK(away.outcome == Outcome::fail);
    CHECK(away.evidence == "host is not in the engine at /distros/host");
    CHECK(away.fix == "berth service restart distro");
    CHECK(judge_projections({}, {}, "berth").evidence == "no distro is attached");
}

TEST_CASE("a distro that failed says why, and what to do")
{
    DistroStatus failed = distro("box", DistroStatus::STATE_FAILED);
    failed.set_why("its root is gone");
    CHECK(judge_projections({failed}, {}, "berth").evidence == "box: its root is gone");
    CHECK(judge_projections({failed}, {}, "berth").fix == "berth distro attach box");
    failed.set_hint("mount it");
    CHECK(judge_projections({failed}, {}, "berth").fix == "mount it");
}

TEST_CASE("the engine's /distros must be there, and read-only")
{
    CHECK(judge_frame({mount("/distros", "ro,nosuid")}, "berth").evidence == "/distros is a read-only tmpfs");
    CHECK(judge_frame({mount("/distros", "ro")}, "berth").outcome == Outcome::pass);
    CHECK(judge_frame({mount("/distros", "rw,nosuid")}, "berth").outcome == Outcome::fail);
    CHECK(judge_frame({mount("/distros", "root=x")}, "berth").outcome == Outcome::fail);
    CHECK(judge_frame({mount("/distros/host", "ro")}, "berth").evidence == "the engine has no /distros");
}

TEST_CASE("a published port without a listener is told, with whom to ask for it")
{
    const std::vector<netbridge::ListeningSocket> listening{
        {.address = "0100007F", .port = 8080, .inode = 1}};
    CHECK(judge_ports(network_with_port(8080), listening).evidence == "1 published port is listened at");
    const Finding away = judge_ports(network_with_port(8081), listening);
    CHECK(away.outcome == Outcome::fail);
    CHECK(away.evidence == "nobody listens at tcp 127.0.0.1:8081, published for 172.17.0.2:80");
    CHECK(away.fix.find("sport = :8081") != std::string::npos);
    CHECK(
        judge_ports(network_with_port(8080, "taken by nginx"), listening).evidence.find(": taken by nginx") !=
        std::string::npos);
    auto udp = network_with_port(8080); // the socket that is there is TCP's
    udp.mutable_ports(0)->set_protocol("udp");
    CHECK(judge_ports(udp, listening).fix.find("ss -lnup sport = :8080") != std::string::npos);
    CHECK(judge_ports({}, {}).evidence == "0 published ports are listened at");
}

} // namespace berth::diagnose
