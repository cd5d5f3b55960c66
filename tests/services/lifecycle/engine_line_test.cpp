// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <string>

#include "services/lifecycle/core/engine_line.hpp"

using namespace berth::lifecycle;

namespace {

const std::string kTime = "time=\"2026-11-27T06:25:57.460588943Z\" ";
const std::string kId = "16b423355d230b02886e5131efa369fcd68ef012ce890dd862c2962288b47b18";

struct Case {
    std::string printed;
    std::string kept;
};

void check(const Case& each)
{
    CHECK(reduced_engine_line(each.printed) == each.kept);
    CHECK(reduced_engine_line(each.kept) == each.kept);
}

} // namespace

TEST_CASE("the daemons' own words stay")
{
    for (
        const std::string& line :
        {kTime + R"(level=info msg="API listen on /run/docker.sock")",
         kTime +
             R"(level=info msg="loading plugin \"io.containerd.snapshotter.v1.overlayfs\"..." runtime=io.containerd.runc.v2)",
         kTime +
             R"(level=info msg="Docker daemon" commit=9dbdbd4 containerd-snapshotter=false version="26.1.5+dfsg1")",
         kTime +
             R"(level=warning msg="Error getting v2 registry: dial tcp 127.0.0.1:9: connect: connection refused")",
         kTime + "level=info msg=\"Loading containers: done.\"",
         std::string("failed to start daemon: no space left on device"),
         std::string("goroutine 1 [running]:"), std::string("\t/build/daemon/start.go:123 +0x1d"),
         std::string("github.com/docker/docker/daemon.(*Daemon).start(0xc000123, {0x1, 0x2})")}) {
        CHECK(reduced_engine_line(line) == line);
    }
}

TEST_CASE("a request's body is never kept")
{
    check(
        {kTime +
             R"(level=debug msg="form data: {\"Env\":[\"A=hunter\"],\"Cmd\":[\"start\",\"it\"]}" spanID=08b3 traceID=a672)",
         kTime + R"(level=debug msg="form data …")"});
    check({kTime + R"(level=debug msg="Calling POST" form-data="{\"Env\":[]}" method=POST)",
           kTime + R"(level=debug msg="Calling POST" method=POST)"});
}

TEST_CASE("of a request line the query is never kept, and ids are short")
{
    check(
        {kTime +
             R"(level=debug msg="Calling POST /v1.45/build?buildargs=%7B%22SEC%22%3A%22hunter%22%7D&version=1")",
         kTime + R"(level=debug msg="Calling POST /v1.45/build")"});
    check({kTime + "level=debug msg=\"Calling POST /v1.45/containers/" + kId + "/wait?condition=removed\"",
           kTime + R"(level=debug msg="Calling POST /v1.45/containers/#16b423355d23/wait")"});
}

TEST_CASE("a command is never kept, not even words that the daemons use, too")
{
    check({kTime + R"(level=debug msg="[BUILDER] Command to be executed: [/bin/sh -c start the container]")",
           kTime + R"(level=debug msg="[BUILDER] …")"});
    check({kTime + R"(level=error msg="exec: \"start it\": executable file not found in $PATH: unknown")",
           kTime + R"(level=error msg="exec: \"…\": executable file not found in $PATH: unknown")"});
}

TEST_CASE("what a caller got wrong is hidden, and that it was wrong is not")
{
    check(
        {kTime + "level=error msg=\"Handler for POST /v1.45/containers/create returned error: invalid mode: "
                 "hunter2\"",
         kTime +
             R"(level=error msg="Handler for POST /v1.45/containers/create returned error: invalid mode: …")"});
    check({kTime + R"(level=error msg="unable to find user hunter: no matching entries in passwd file")",
           kTime + R"(level=error msg="unable to find user …: no matching entries in passwd file")"});
    check(
        {kTime +
             R"(level=error msg="invalid --security-opt 2: \"hunter=1\"" error="bind source path does not exist: /home/me/x y")",
         kTime +
             R"(level=error msg="invalid --security-opt 2: \"…\"" error="bind source path does not exist: … …")"});
    check(
        {kTime +
             R"(level=error msg="mounting volume '/var/lib/docker/volumes/mine/_data': data: username=me,password=hunter")",
         kTime + R"(level=error msg="mounting volume '…': data: username=…,password=…")"});
}

TEST_CASE("an apostrophe is no quote, and a quote without an end hides the rest")
{
    check({"can't connect", "can't connect"});
    check({"hunter's container", "… container"});
    check({"error: \"from here start", "error: \"…\""});
}

TEST_CASE("JSON lines are reduced as well, also such as are nested without end")
{
    check({R"({"level":"error","msg":"invalid mode: hunter","time":"2026-11-27T06:25:57Z","pid":12})",
           R"({"level":"error","msg":"invalid mode: …","time":"2026-11-27T06:25:57Z","pid":12})"});
    CHECK(reduced_engine_line(R"({"msg":"start","error":{"a":"hunter"}})") ==
          R"({"msg":"start","error":{"a":"…"}})");
    std::string deep = "{\"a\":";
    for (int i = 0; i < 100000; ++i) {
        deep += "[{\"hunter\":";
    }
    CHECK(reduced_engine_line(deep).find("hunter") == std::string::npos);
}

TEST_CASE("every other byte is hidden")
{
    check({"", ""});
    check({"hunter2 s3cr3t-value=yz ünïcode 0123456789012", "… …=… … …"});
}
