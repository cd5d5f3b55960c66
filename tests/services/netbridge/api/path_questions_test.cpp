// SPDX-License-Identifier: Apache-2.0
// Which of a body's paths are looked at, and what the answers do to it.
#include <catch2/catch.hpp>

#include "sample_request.hpp"
#include "services/netbridge/core/paths/distro_origin.hpp"
#include "services/netbridge/core/paths/windows_origin.hpp"

namespace berth::netbridge::test {
namespace {

const BodyTranslation host{std::make_shared<DistroOrigin>("host", sample_view())};
const BodyTranslation windows{std::make_shared<WindowsOrigin>(
    WindowsDrives{.engine_prefixes = {{'C', "/distros/Ubuntu/mnt/c"}}}, sample_view())};

const ApiRule& create()
{
    return *find_api_rule("POST", "/containers/create");
}

} // namespace

TEST_CASE(
    "what must be looked at is collected, and where nothing is a directory is made for some places only")
{
    const auto asked = [](const char* path, std::string_view body, const BodyTranslation& who = host) {
        return who.questions(*find_api_rule("POST", path), body).value();
    };
    CHECK(
        asked(
            "/containers/create",
            R"({"HostConfig":{"Binds":["/bind:/a","vol:/v","/run/docker.sock:/s","/distros/Debian/d:/d:ro"],"Mounts":[
                {"Type":"bind","Source":"/plain"},{"Type":"bind","Source":"/no","BindOptions":{"CreateMountpoint":false}},
                {"type":"bind","source":"/made","bindoptions":{"createmountpoint":true}},
                {"Type":"volume","Source":"v","VolumeOptions":{"DriverConfig":{"Options":{"o":"bind","device":"/dev1"}}}}],
                "LogConfig":{"Config":{"syslog-address":"unix:///dev/log"}}}})") ==
        PathQuestions{{"Debian", {{"/d", true}}},
                      {"host",
                       {{"/bind", true},
                        {"/plain", false},
                        {"/no", false},
                        {"/made", true},
                        {"/dev1", false},
                        {"/dev/log", false}}}});
    // The same path twice: it is asked about once, and made if one of the two wants it.
    CHECK(asked("/containers/create",
                R"({"HostConfig":{"Mounts":[{"Type":"bind","Source":"/x"}],"Binds":["/x:/x","/x:/y"]}})") ==
          PathQuestions{{"host", {{"/x", true}}}});
    CHECK(asked("/containers/create", R"({"HostConfig":{"Binds":["C:\\x:/x"]}})", windows) ==
          PathQuestions{{"Ubuntu", {{"/mnt/c/x", true}}}});
    CHECK(asked("/volumes/create", R"({"DriverOpts":{"o":"bind","device":"/srv"}})") ==
          PathQuestions{{"host", {{"/srv", false}}}});
    CHECK(asked("/containers/create", R"({"Image":"x","HostConfig":{"Binds":["vol:/v","/anonymous"]}})")
              .empty());
    CHECK(asked("/volumes/create", "").empty());
}

TEST_CASE("a body that is refused anyway is refused before anything is asked, or made")
{
    CHECK(host.questions(create(), R"({"HostConfig":{"Binds":["/ok:/x","/a\u0000b:/y"]}})").has_error());
    CHECK(host.questions(create(), R"({"HostConfig":{"Mounts":[{"Type":"bind","Source":"a/b"}]}})")
              .has_error());
    CHECK(windows.questions(create(), R"({"HostConfig":{"Binds":["E:\\x:/x"]}})").has_error());
    const auto many = [&](std::size_t count) {
        std::string body = R"({"HostConfig":{"Binds":["vol:/v")";
        for (std::size_t i = 0; i < count; ++i) {
            body += ",\"/p" + std::to_string(i) + ":/x\"";
        }
        return host.questions(create(), body + "]}}");
    };
    CHECK(many(kMaxPathsOfBody).has_value());
    CHECK(many(kMaxPathsOfBody + 1).has_error());
}

TEST_CASE("links are followed, or refused, as the answers say")
{
    const Links links{{{"host", "/var/run"}, "/run"}, {{"host", "/loop"}, "/loop"}};
    CHECK(*translated(host, create(), R"({"HostConfig":{"Binds":["/var/run/x:/x","/home:/h"]}})", links) ==
          R"({"HostConfig":{"Binds":["/distros/host/run/x:/x","/distros/host/home:/h"]}})");
    const auto refused = translated(host, create(), R"({"HostConfig":{"Binds":["/loop/x:/x"]}})", links);
    REQUIRE(refused.has_error());
    CHECK(refused.error().message ==
          "host path \"/loop/x\" cannot be used: it leads over more than 40 symbolic links");
}

} // namespace berth::netbridge::test
