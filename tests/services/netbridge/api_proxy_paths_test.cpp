// SPDX-License-Identifier: Apache-2.0
// Calls whose paths somebody has to look at: what is asked, for whom, and what becomes of the call.
#include <vector>

#include <catch2/catch.hpp>

#include <unistd.h>

#include "proxy_bench.hpp"
#include "sample_resolver.hpp"

using namespace berth;
using namespace berth::netbridge;
using berth::netbridge::test::Peer;
using berth::netbridge::test::ProxyBench;

namespace {

constexpr const char* kOk = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone";

void send_create(Peer& client, const std::string& host_config)
{
    const std::string body = R"({"HostConfig":{)" + host_config + "}}";
    client.send("POST /v1.45/containers/create HTTP/1.1\r\nContent-Length: " + std::to_string(body.size()) +
                "\r\n\r\n" + body);
}

/// What the engine gets for such a call, with the call answered.
std::string created(ProxyBench& bench, const std::string& host_config)
{
    Peer client = bench.client();
    send_create(client, host_config);
    Peer engine = bench.engine_accepts();
    engine.receive_head();
    const std::string body = engine.receive_until("}}");
    engine.send(kOk);
    client.receive_until("done");
    return body;
}

} // namespace

TEST_CASE("each distro is asked once about all its paths, for the user who calls")
{
    ProxyBench bench;
    bench.paths().set_links({{{"host", "/var/run"}, "/run"}});
    CHECK(created(bench, R"("Binds":["/var/run/x:/x","/distros/Debian/d:/d","vol:/v"],)"
                         R"("Mounts":[{"Type":"bind","Source":"/b"}])") ==
          R"({"HostConfig":{"Binds":["/distros/host/run/x:/x","/distros/Debian/d:/d","vol:/v"],)"
          R"("Mounts":[{"Type":"bind","Source":"/distros/host/b"}]}})");
    const auto asked = bench.paths().asked();
    REQUIRE(asked.size() == 2);
    CHECK(asked[0].distro == "Debian");
    CHECK(asked[0].question == DistroQuestion{{"/d", true}});
    CHECK(asked[1].distro == "host");
    CHECK(asked[1].question == DistroQuestion{{"/b", false}, {"/var/run/x", true}});
    for (const auto& question : asked) {
        REQUIRE(question.caller.has_value());
        CHECK(question.caller->uid == ::geteuid());
        CHECK(question.caller->gid == ::getegid());
        std::vector<gid_t> groups(static_cast<std::size_t>(::getgroups(0, nullptr)));
        REQUIRE(::getgroups(static_cast<int>(groups.size()), groups.data()) >= 0);
        CHECK(question.caller->groups == groups);
    }
}

TEST_CASE("nobody is asked for a call without such paths")
{
    ProxyBench bench;
    created(bench, R"("Binds":["vol:/v","/anonymous","/var/run/docker.sock:/s"])");
    Peer client = bench.client();
    client.send("GET /containers/json HTTP/1.1\r\nHost: d\r\n\r\n");
    Peer engine = bench.engine_accepts();
    engine.receive_head();
    engine.send(kOk);
    client.receive_until("done");
    CHECK(bench.paths().asked().empty());
}

TEST_CASE("a distro that is away, and links without an end, are a 400 that the engine never sees")
{
    ProxyBench bench;
    bench.paths().set_links({{{"host", "/loop"}, "/loop"}});
    Peer client = bench.client();
    send_create(client, R"("Binds":["/distros/Fedora/x:/x"])");
    CHECK(client.receive_head().starts_with("HTTP/1.1 400"));
    CHECK(client.receive_until("}\n").find(not_attached("Fedora")) != std::string::npos);
    send_create(client, R"("Binds":["/loop:/x"])"); // the connection is still good
    CHECK(client.receive_head().starts_with("HTTP/1.1 400"));
    CHECK(client.receive_until("}\n").find("more than 40 symbolic links") != std::string::npos);
    client.send("GET /_ping HTTP/1.1\r\nHost: d\r\n\r\n");
    Peer engine = bench.engine_accepts();
    CHECK(engine.receive_head().starts_with("GET /_ping"));
}

TEST_CASE("an engine's side that does not answer is a 503 that says why, and ends the connection")
{
    ProxyBench bench;
    bench.paths().fail_with({"it has gone home", "ring it up"});
    Peer client = bench.client();
    send_create(client, R"("Binds":["/x:/x"])");
    CHECK(client.receive_head().starts_with("HTTP/1.1 503"));
    CHECK(client.receive_to_end() ==
          "{\"message\":\"the berth engine cannot look at host paths: it has gone home; ring it up\"}\n");
}
