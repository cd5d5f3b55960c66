// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <sys/stat.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "settings/settings.hpp"
#include "tests/support/temp_dir.hpp"

namespace berth::settings {
namespace {

/// What parse() complains of, or "" when it does not.
std::string complaint(const std::string& text)
{
    try {
        (void)parse(text, "settings.json");
        return {};
    } catch (const base::Error& error) {
        return error.what();
    }
}

} // namespace

TEST_CASE("an absent settings file means the defaults")
{
    const test::TempDir dir;
    const v1::Settings settings = load(dir / "settings.json");
    CHECK(settings.engine().container_stop_seconds() == 15);
    CHECK(settings.engine().daemon_json().empty());
    CHECK(settings.network().mode() == "user");
    CHECK(settings.network().subnet().empty());
    CHECK(settings.sockets().link_default_socket());
    CHECK(settings.sockets().link_client());
    CHECK(settings.logs().max_megabytes() == 64);
    CHECK(settings.logs().max_days() == 14);
}

TEST_CASE("written values stand over the defaults, also false and zero")
{
    const v1::Settings written = parse(R"({"engine": {"container_stop_seconds": 0},
                                           "sockets": {"linkDefaultSocket": false}})",
                                       "settings.json");
    const v1::Settings settings = in_force(written);
    CHECK(settings.engine().container_stop_seconds() == 0);
    CHECK_FALSE(settings.sockets().link_default_socket());
    CHECK(settings.sockets().link_client());
}

TEST_CASE("a value that cannot be used can be loaded to be changed, but neither used nor saved")
{
    const test::TempDir dir;
    base::write_file_atomically(dir / "settings.json", R"({"network": {"mode": "magic"}})");
    CHECK_THROWS_AS(load_written(dir / "settings.json"), base::Error);
    v1::Settings written = load_to_change(dir / "settings.json");
    CHECK_THROWS_AS(save(dir / "settings.json", written), base::Error);
    written.mutable_network()->set_mode("kernel");
    save(dir / "settings.json", written);
    CHECK(load_written(dir / "settings.json").network().mode() == "kernel");
}

TEST_CASE("an unknown key is an error with file, line and dotted key")
{
    CHECK(complaint("{\n  \"engine\": {\n    \"stop_seconds\": 3\n  }\n}") ==
          "settings.json:3: 'engine.stop_seconds' is not a setting");
    CHECK(complaint("{\n\n\"motor\": {}}") == "settings.json:3: 'motor' is not a setting");
}

TEST_CASE("a wrong type is an error that says what was expected and what was found")
{
    CHECK(complaint("{\"logs\": {\n\"max_days\":\n\"14\"}}") ==
          "settings.json:2: 'logs.max_days' must be a whole number from 0 to 4294967295, not text in quotes");
    CHECK(complaint("{\"logs\": {\"max_days\": -1}}") ==
          "settings.json:1: 'logs.max_days' must be a whole number from 0 to 4294967295, not -1");
    CHECK(complaint("{\"logs\": {\"max_days\": 4294967296}}") ==
          "settings.json:1: 'logs.max_days' must be a whole number from 0 to 4294967295, not 4294967296");
    CHECK(complaint("{\"logs\": {\n\"max_days\": 1.5\n}}") ==
          "settings.json:2: 'logs.max_days' must be a whole number from 0 to 4294967295, not 1.5");
    CHECK(complaint("{\"sockets\": {\"link_client\": \"yes\"}}") ==
          "settings.json:1: 'sockets.link_client' must be true or false, not text in quotes");
    CHECK(complaint("{\"network\": {\"mode\": null}}") ==
          "settings.json:1: 'network.mode' must be text in quotes, not null");
    CHECK(complaint("{\"network\": []}") == "settings.json:1: 'network' must be an object { … }, not a list");
    CHECK(complaint("{\"network\": {\"mode\": {}}}") ==
          "settings.json:1: 'network.mode' must be text in quotes, not an object");
}

TEST_CASE("text that is not one JSON object is an error")
{
    CHECK(complaint("[]") == "settings.json:1: the settings must be one JSON object, but here is a list");
    CHECK(complaint("\n7 ").find("settings.json:2: the settings must be one JSON object") == 0);
    CHECK(complaint("{\n\"engine\": {},\n}").find("settings.json: parse error at line 3, column 1") == 0);
    CHECK(complaint("").find("settings.json: parse error at line 1") == 0);
    CHECK(complaint("{} {}").find("settings.json: parse error at line 1") == 0);
}

TEST_CASE("a key that stands twice is an error, in either spelling")
{
    CHECK(complaint("{\"logs\": {\"max_days\": 1,\n\"maxDays\": 2}}") ==
          "settings.json:2: 'logs.max_days' stands here a second time, first in line 1");
    CHECK(complaint("{\"logs\": {},\n\n\"logs\": {}}") ==
          "settings.json:3: 'logs' stands here a second time, first in line 1");
}

TEST_CASE("a value that cannot be used is an error with its line")
{
    CHECK(complaint("{\"network\": {\n\"mode\": \"magic\"}}") ==
          "settings.json:2: 'network.mode' is 'magic', which is no network mode");
    CHECK(complaint("{\"network\": {\"subnet\": \"10.0.0.0\"}}").find("is not an IPv4 network") !=
          std::string::npos);
    CHECK(complaint("{\"network\": {\"subnet\": \"10.0.0.1/24\"}}").find("an address inside a network") !=
          std::string::npos);
    CHECK(complaint("{\"network\": {\"subnet\": \"10.0.0.0/31\"}}").find("size cannot be used") !=
          std::string::npos);
    CHECK(complaint("{\"network\": {\"subnet\": \"192.168.65.0/30\"}}").empty());
    CHECK(complaint("{\"engine\": {\"daemon_json\": \"[]\"}}") ==
          "settings.json:1: 'engine.daemon_json' is not a JSON object");
    CHECK(complaint("{\"engine\": {\"daemon_json\": \"{\"}}") ==
          "settings.json:1: 'engine.daemon_json' is not JSON");
    CHECK(complaint(R"({"engine": {"daemon_json": "{\"debug\": true}"}})").empty());
    CHECK(complaint("{\"engine\": {\"container_stop_seconds\": 3601}}").find("more than an hour") !=
          std::string::npos);
    CHECK(complaint("{\"logs\": {\"max_megabytes\": 0}}") == "settings.json:1: 'logs.max_megabytes' is 0");
}

TEST_CASE("saved settings are canonical, read back equal, and may be read by every user")
{
    const test::TempDir dir;
    const auto file = dir.path() / "berth" / "settings.json";
    const v1::Settings written = parse(R"({"logs":{"maxDays":3},"network":{"subnet":"10.9.0.0/24"}})", "x");
    save(file, written);
    CHECK(base::read_file(file).value() == "{\n  \"network\": {\n    \"subnet\": \"10.9.0.0/24\"\n  },\n"
                                           "  \"logs\": {\n    \"max_days\": 3\n  }\n}\n");
    CHECK(load_written(file).SerializeAsString() == written.SerializeAsString());
    struct stat status {};
    REQUIRE(::stat(file.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0644);
}

TEST_CASE("settings that cannot be used are never saved")
{
    const test::TempDir dir;
    v1::Settings written;
    written.mutable_network()->set_mode("magic");
    CHECK_THROWS_AS(save(dir / "settings.json", written), base::Error);
    CHECK_FALSE(std::filesystem::exists(dir / "settings.json"));
}

} // namespace berth::settings
