// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/netbridge/core/body_translation.hpp"

using namespace berth;
using namespace berth::netbridge;

namespace {

BodyTranslation translation()
{
    return {HostPaths("host"), [](const std::string& path) -> std::optional<std::string> {
                return path == "/var/run" ? std::optional<std::string>("/run") : std::nullopt;
            }};
}

base::Result<std::string> request(std::string_view method, std::string_view path, std::string_view body)
{
    const ApiRule* rule = find_api_rule(method, path);
    REQUIRE(rule != nullptr);
    return translation().request(*rule, body);
}

std::string response(std::string_view method, std::string_view path, unsigned status, std::string_view body)
{
    return translation().response(find_api_rule(method, path), status, body);
}

} // namespace

TEST_CASE("containers create: sources of binds and mounts go to the projection, every other byte stays")
{
    const auto edited = request("POST", "/containers/create", R"({ "Image":"x","Big":12345678901234567890.10,
 "hostconfig":{"Binds":["/home/me:/w:ro","vol:/v","/only","/a\/b:/c"],"Memory":1e3,"Memory":2,
 "Mounts":[{"Type":"bind","source":"/src","Target":"/t"},{"Type":"volume","Source":"v"},{"Target":"/x"}],
 "Devices":[{"PathOnHost":"/dev/fuse"}]},"Unknown":{"Source":"/stay"} })");
    REQUIRE(edited.has_value());
    CHECK(*edited == R"({ "Image":"x","Big":12345678901234567890.10,
 "hostconfig":{"Binds":["/distros/host/home/me:/w:ro","vol:/v","/only","/distros/host/a/b:/c"],"Memory":1e3,"Memory":2,
 "Mounts":[{"Type":"bind","source":"/distros/host/src","Target":"/t"},{"Type":"volume","Source":"v"},{"Target":"/x"}],
 "Devices":[{"PathOnHost":"/dev/fuse"}]},"Unknown":{"Source":"/stay"} })");
}

TEST_CASE("every duplicate and every spelling of a key is translated")
{
    const auto edited =
        request("POST", "/containers/create",
                R"({"HostConfig":{"Binds":["/a:/a"]},"HOSTCONFIG":{"bind\u017f":["/b:/b"]}})");
    REQUIRE(edited.has_value());
    CHECK(
        *edited ==
        R"({"HostConfig":{"Binds":["/distros/host/a:/a"]},"HOSTCONFIG":{"bind\u017f":["/distros/host/b:/b"]}})");
}

TEST_CASE("a source over an absolute link goes to where it leads in the origin")
{
    const auto edited = request("POST", "/containers/create",
                                R"({"HostConfig":{"Binds":["/var/run/docker.sock:/var/run/docker.sock"]}})");
    REQUIRE(edited.has_value());
    CHECK(*edited == R"({"HostConfig":{"Binds":["/distros/host/run/docker.sock:/var/run/docker.sock"]}})");
}

TEST_CASE("a path that cannot be translated fails the request with the user's own words")
{
    const auto failed = request("POST", "/containers/create", R"({"HostConfig":{"Binds":["/a\u0000b:/x"]}})");
    REQUIRE(failed.has_error());
    CHECK(failed.error().message.find("host path \"/a") == 0);
    CHECK(request("POST", "/containers/create", "{").error().message == "the body is not JSON");
}

TEST_CASE("a volume's device is a host path only when it is bound")
{
    CHECK(*request("POST", "/volumes/create",
                   R"({"Name":"v","DriverOpts":{"type":"none","o":"ro,bind","device":"/d"}})") ==
          R"({"Name":"v","DriverOpts":{"type":"none","o":"ro,bind","device":"/distros/host/d"}})");
    const std::string nfs = R"({"DriverOpts":{"type":"nfs","o":"addr=1.2.3.4","device":":/export"}})";
    CHECK(*request("POST", "/volumes/create", nfs) == nfs);
    const std::string disk = R"({"DriverOpts":{"type":"ext4","device":"/dev/sdb1"}})";
    CHECK(*request("POST", "/volumes/create", disk) == disk);
    CHECK(
        *request(
            "POST", "/containers/create",
            R"({"HostConfig":{"Mounts":[{"VolumeOptions":{"DriverConfig":{"Options":{"o":"bind","device":"/d"}}}}]}})") ==
        R"({"HostConfig":{"Mounts":[{"VolumeOptions":{"DriverConfig":{"Options":{"o":"bind","device":"/distros/host/d"}}}}]}})");
}

TEST_CASE("layers of an overlay volume are host paths")
{
    const std::string user =
        R"({"DriverOpts":{"type":"overlay","device":"overlay","o":"lowerdir=/a:/b,upperdir=/u,ro"}})";
    const std::string engine =
        R"({"DriverOpts":{"type":"overlay","device":"overlay","o":"lowerdir=/distros/host/a:/distros/host/b,upperdir=/distros/host/u,ro"}})";
    CHECK(*request("POST", "/volumes/create", user) == engine);
}

TEST_CASE("answers name the user's own paths again")
{
    CHECK(
        response(
            "GET", "/containers/x/json", 200,
            R"({"LogPath":"/var/lib/docker/x","HostConfig":{"Binds":["/distros/host/a:/b"],"Mounts":[{"Source":"/distros/host/c"}]},"Mounts":[{"Type":"bind","Source":"/distros/host/a"}]})") ==
        R"({"LogPath":"/var/lib/docker/x","HostConfig":{"Binds":["/a:/b"],"Mounts":[{"Source":"/c"}]},"Mounts":[{"Type":"bind","Source":"/a"}]})");
    CHECK(response("GET", "/containers/json", 200, R"([{"Mounts":[{"Source":"/distros/host"}]},{}])") ==
          R"([{"Mounts":[{"Source":"/"}]},{}])");
    CHECK(response("GET", "/volumes", 200,
                   R"({"Volumes":[{"Options":{"o":"bind","device":"/distros/host/d"}},{"Options":null}]})") ==
          R"({"Volumes":[{"Options":{"o":"bind","device":"/d"}},{"Options":null}]})");
    CHECK(
        response("GET", "/system/df", 200, R"({"Containers":[{"Mounts":[{"Source":"/distros/host/a"}]}]})") ==
        R"({"Containers":[{"Mounts":[{"Source":"/a"}]}]})");
}

TEST_CASE("error texts are translated for every route, and an answer that is not JSON passes")
{
    CHECK(response("POST", "/containers/x/start", 400, R"({"message":"mkdir /distros/host/x: no"})") ==
          R"({"message":"mkdir /x: no"})");
    CHECK(response("GET", "/containers/x/json", 404, "page not found\n") == "page not found\n");
    CHECK(BodyTranslation::concerns(nullptr, 500));
    CHECK_FALSE(BodyTranslation::concerns(nullptr, 200));
}
