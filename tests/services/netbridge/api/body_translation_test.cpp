// SPDX-License-Identifier: Apache-2.0
// What the proxy must never do to a body: miss a path, guess, or touch anything else. Bodies of each rule are
// rule_bodies_test.cpp's.
#include <catch2/catch.hpp>

#include "sample_request.hpp"
#include "services/netbridge/core/paths/distro_origin.hpp"
#include "services/netbridge/core/paths/windows_origin.hpp"

using namespace berth;
using namespace berth::netbridge;
using berth::netbridge::test::sample_view;

namespace {

const BodyTranslation host{std::make_shared<DistroOrigin>("host", sample_view())};
const BodyTranslation ubuntu{std::make_shared<DistroOrigin>("Ubuntu", sample_view())};
const BodyTranslation windows{std::make_shared<WindowsOrigin>(
    WindowsDrives{.engine_prefixes = {{'C', "/distros/Ubuntu/mnt/c"}}}, sample_view())};

base::Result<std::string> request(std::string_view method, std::string_view path, std::string_view body,
                                  const BodyTranslation& translation = host)
{
    const ApiRule* rule = find_api_rule(method, path);
    REQUIRE(rule != nullptr);
    return test::translated(translation, *rule, body);
}

base::Result<std::string> create(std::string_view body, const BodyTranslation& translation = host)
{
    return request("POST", "/containers/create", body, translation);
}

std::string refusal(const base::Result<std::string>& result)
{
    REQUIRE(result.has_error());
    return result.error().message;
}

std::string response(std::string_view method, std::string_view path, unsigned status, std::string_view body,
                     const BodyTranslation& translation = host)
{
    return translation.response(find_api_rule(method, path), status, body).body;
}

} // namespace

TEST_CASE("a request keeps number text, key order, duplicates, white space and unknown fields")
{
    CHECK(*create(R"({ "Image":"x","Big":12345678901234567890.10,
 "hostconfig":{"Binds":["/home/me:/w:ro","vol:/v","/only","/a\/b:/c"],"Memory":1e3,"Memory":2},"Unknown":{"Source":"/stay"} })") ==
          R"({ "Image":"x","Big":12345678901234567890.10,
 "hostconfig":{"Binds":["/distros/host/home/me:/w:ro","vol:/v","/only","/distros/host/a/b:/c"],"Memory":1e3,"Memory":2},"Unknown":{"Source":"/stay"} })");
}

TEST_CASE("every duplicate and every spelling of a key is translated")
{
    CHECK(
        *create(R"({"HostConfig":{"Binds":["/a:/a"]},"HOSTCONFIG":{"bind\u017f":["/b:/b"]}})") ==
        R"({"HostConfig":{"Binds":["/distros/host/a:/a"]},"HOSTCONFIG":{"bind\u017f":["/distros/host/b:/b"]}})");
}

TEST_CASE("where duplicates could make a path of what was none, the request is refused")
{
    // Go merges the members of duplicate objects, and of elements at the same place of duplicate arrays.
    for (
        const char* body : {
            R"({"HostConfig":{"Mounts":[{"Type":"volume","Source":"/etc"}],"mounts":[{"Type":"bind","Target":"/x"}]}})",
            R"({"HostConfig":{"Mounts":[{"Type":"volume","Source":"/etc"}]},"HostConfig":{"Mounts":[{"Type":"bind"}]}})",
            R"({"HostConfig":{"Mounts":[{"Type":"volume","Source":"/etc","type":"bind"}]}})",
            R"({"HostConfig":{"Mounts":[{"Type":"bind","Source":"/etc","SOURCE":null}]}})",
            R"({"HostConfig":{"Mounts":[{"VolumeOptions":{"DriverConfig":{"Options":{"o":"bind"},"options":{"device":"/etc"}}}}]}})",
            R"({"HostConfig":{"Mounts":[{"VolumeOptions":{"DriverConfig":{"Options":{"o":"bind"}}},"VolumeOptions":{"DriverConfig":{"Options":{"device":"/etc"}}}}]}})",
        }) {
        INFO(body);
        CHECK(refusal(create(body)).find("twice") != std::string::npos);
    }
    CHECK(refusal(request("POST", "/volumes/create",
                          R"({"DriverOpts":{"o":"bind"},"driveropts":{"device":"/etc"}})"))
              .find("twice") != std::string::npos);
    CHECK(refusal(request("POST", "/volumes/create", R"({"Driver":"x","driver":"","DriverOpts":{}})"))
              .find("twice") != std::string::npos);
}

TEST_CASE("the last of duplicate options of a volume holds, as in dockerd's map")
{
    CHECK(*request("POST", "/volumes/create",
                   R"({"DriverOpts":{"o":"ro","o":"bind","device":"/a","device":"/b"}})") ==
          R"({"DriverOpts":{"o":"ro","o":"bind","device":"/distros/host/a","device":"/distros/host/b"}})");
    const std::string names_are_exact = R"({"DriverOpts":{"O":"bind","device":"/a"}})";
    CHECK(*request("POST", "/volumes/create", names_are_exact) == names_are_exact);
}

TEST_CASE("the type of a mount says whether its source is a path")
{
    const auto mount = [](const std::string& type, const std::string& source) {
        return R"({"HostConfig":{"Mounts":[{"Type":")" + type + R"(","Source":")" + source + R"("}]}})";
    };
    CHECK(*create(mount("bind", "/a")) == mount("bind", "/distros/host/a"));
    CHECK(*create(mount("", "/a")) ==
          mount("", "/distros/host/a")); // dockerd refuses it, with the user's path
    for (const char* type : {"volume", "image", "tmpfs", "cluster", "npipe", "Bind"}) {
        CHECK(*create(mount(type, "/a")) == mount(type, "/a"));
        CHECK(*create(mount(type, "c/x"), windows) == mount(type, "c/x"));
    }
    CHECK(*create(mount("bind", "")) == mount("bind", ""));
    CHECK(refusal(create(mount("bind", "a/b"))) ==
          "host path \"a/b\" cannot be used: mount path must be absolute");
    CHECK(refusal(create(mount("bind", R"(\\etc)"))).find("must be absolute") != std::string::npos);
}

TEST_CASE("a volume's device is a host path only when it is bound")
{
    const std::string nfs = R"({"DriverOpts":{"type":"nfs","o":"addr=1.2.3.4","device":":/export"}})";
    CHECK(*request("POST", "/volumes/create", nfs) == nfs);
    const std::string disk = R"({"DriverOpts":{"type":"ext4","device":"/dev/sdb1"}})";
    CHECK(*request("POST", "/volumes/create", disk) == disk);
    const std::string plugin = R"({"Driver":"sshfs","DriverOpts":{"o":"bind","device":"/remote"}})";
    CHECK(*request("POST", "/volumes/create", plugin) == plugin);
    // dockerd would read it from its own working directory
    CHECK(refusal(request("POST", "/volumes/create",
                          R"({"DriverOpts":{"type":"none","o":"bind","device":"etc"}})"))
              .find("must be absolute") != std::string::npos);
    CHECK(refusal(request("POST", "/volumes/create",
                          R"({"DriverOpts":{"type":"overlay","o":"lowerdir=etc:/a"}})"))
              .find("must be absolute") != std::string::npos);
}

TEST_CASE("docker.sock is the proxy's, and comes back as it was typed")
{
    const std::string typed =
        R"({"HostConfig":{"Binds":["/var/run/docker.sock:/var/run/docker.sock","/run/docker.sock:/s"]}})";
    const auto engine = create(typed, ubuntu);
    REQUIRE(engine.has_value());
    CHECK(
        *engine ==
        R"({"HostConfig":{"Binds":["/run/origins/docker.sock:/var/run/docker.sock","/run/origins/./docker.sock:/s"]}})");
    CHECK(response("GET", "/containers/x/json", 200, *engine, ubuntu) == typed);
}

TEST_CASE("a container of another origin is shown by paths that can be typed")
{
    const auto engine = create(R"({"HostConfig":{"Binds":["/srv:/srv"]}})", ubuntu);
    const std::string shown = response("GET", "/containers/x/json", 200, *engine, host);
    CHECK(shown == R"({"HostConfig":{"Binds":["/distros/Ubuntu/srv:/srv"]}})");
    CHECK(*create(shown, host) == *engine);
    const std::string on_windows = response("GET", "/containers/x/json", 200, *engine, windows);
    CHECK(on_windows == R"({"HostConfig":{"Binds":["\\\\wsl.localhost\\Ubuntu\\srv:/srv"]}})");
    CHECK(*create(on_windows, windows) == *engine);
}

TEST_CASE("binds and mounts of a Windows program")
{
    const auto engine = create(
        R"({"HostConfig":{"Binds":["C:\\Users\\me:/w:ro","c:/a b:/dst","data:/d","//var/run/docker.sock:/s"],"Mounts":[{"Type":"bind","Source":"\\\\wsl$\\Debian\\home","Target":"/h"}]}})",
        windows);
    REQUIRE(engine.has_value());
    CHECK(
        *engine ==
        R"({"HostConfig":{"Binds":["/distros/Ubuntu/mnt/c/Users/me:/w:ro","/distros/Ubuntu/mnt/c/a b:/dst","data:/d","/run/origins/docker.sock:/s"],"Mounts":[{"Type":"bind","Source":"/distros/Debian/home","Target":"/h"}]}})");
    CHECK(
        response("GET", "/containers/x/json", 200, *engine, windows) ==
        R"({"HostConfig":{"Binds":["C:\\Users\\me:/w:ro","C:\\a b:/dst","data:/d","/var/run/docker.sock:/s"],"Mounts":[{"Type":"bind","Source":"\\\\wsl.localhost\\Debian\\home","Target":"/h"}]}})");
    // No destination: dockerd refuses a volume's name of one letter.
    const std::string lone = R"({"HostConfig":{"Binds":["c:/dst"]}})";
    CHECK(*create(lone, windows) == lone);
}

TEST_CASE("a path that cannot be translated fails the request with the user's own path and the reason")
{
    CHECK(
        refusal(create(R"({"HostConfig":{"Binds":["/ok:/ok","/distros/Fedora/home:/x"]}})")) ==
        "host path \"/distros/Fedora/home\" cannot be used: the distro Fedora is not attached to the engine; "
        "attach it with: berth distro attach Fedora");
    CHECK(refusal(create(R"({"HostConfig":{"Binds":["E:\\x:/x"]}})", windows)) ==
          "host path \"E:\\x\" cannot be used: the engine does not see the drive E:");
    CHECK(refusal(create(R"({"HostConfig":{"Binds":["\\\\server\\share:/x"]}})", windows)).find("UNC") !=
          std::string::npos);
    CHECK(refusal(create(R"({"HostConfig":{"Binds":["/a\u0000b:/x"]}})")).find("NUL") != std::string::npos);
    CHECK(refusal(create("{")) == "the body is not JSON");
    CHECK(refusal(create("{} {}")) == "the body is not JSON");
    CHECK(create("")->empty()); // dockerd's own words for a missing body
}

TEST_CASE("what is said of an error does not last: a distro of which it speaks may come")
{
    const ApiRule* inspect = find_api_rule("GET", "/containers/x/json");
    const auto lasts = [&](unsigned status, std::string_view body) {
        return host.response(inspect, status, body).lasts;
    };
    CHECK(lasts(200, R"({"State":{"Error":""},"Mounts":[{"Source":"/distros/host/a"}]})"));
    CHECK_FALSE(lasts(200, R"({"State":{"Error":"mkdir /distros/Fedora: read-only file system"}})"));
    CHECK_FALSE(lasts(404, R"({"message":""})"));
    CHECK_FALSE(host.response(nullptr, 200, "{}").lasts);
}

TEST_CASE("error texts are translated for every route, and an answer that is not JSON passes")
{
    CHECK(response("POST", "/containers/x/start", 400, R"({"message":"mkdir /distros/host/x: no"})") ==
          R"({"message":"mkdir /x: no"})");
    CHECK(
        response(
            "POST", "/containers/create", 400,
            R"({"message":"invalid mount config for type \"bind\": bind source path does not exist: /distros/Ubuntu/mnt/c/x"}
)",
            windows) ==
        R"({"message":"invalid mount config for type \"bind\": bind source path does not exist: C:\\x"}
)");
    CHECK(
        response(
            "POST", "/containers/x/start", 500,
            R"({"message":"error while creating mount source path '/distros/Fedora/a': mkdir /distros/Fedora: read-only file system"})") ==
        R"({"message":"error while creating mount source path '/distros/Fedora/a': the distro Fedora is not attached to the engine; attach it with: berth distro attach Fedora"})");
    CHECK(response("GET", "/containers/x/json", 404, "page not found\n") == "page not found\n");
    CHECK(BodyTranslation::concerns(nullptr, 500));
    CHECK_FALSE(BodyTranslation::concerns(nullptr, 200));
}
