// SPDX-License-Identifier: Apache-2.0
// Each rule of the table with a body as docker's own clients send it and dockerd 26.1 answers it. In
// bodies/*.json a path of the user's stands as <</home/me>>; taken out of its marks it is what the user sees,
// with the projection's prefix what the engine sees. Everything else must come out as it went in.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <map>

#include "base/files.hpp"
#include "sample_request.hpp"
#include "services/netbridge/core/paths/distro_origin.hpp"

using namespace berth;
using namespace berth::netbridge;

namespace {

struct Sides {
    std::string user;
    std::string engine;
    int paths = 0;
};

Sides read_body(const std::string& name)
{
    const char* source = std::getenv("BERTH_SOURCE_DIR"); // set by berth_test()
    REQUIRE(source != nullptr);
    const auto text = base::read_file(std::filesystem::path(source) / "tests/services/netbridge/api/bodies" /
                                      (name + ".json"));
    REQUIRE(text.has_value());
    Sides sides;
    std::string_view rest = *text;
    for (std::size_t open = rest.find("<<"); open != std::string_view::npos; open = rest.find("<<")) {
        const std::size_t close = rest.find(">>", open);
        const std::string before(rest.substr(0, open));
        const std::string path(rest.substr(open + 2, close - open - 2));
        sides.user += before + path;
        sides.engine += before + "/distros/Ubuntu" + path;
        ++sides.paths;
        rest.remove_prefix(close + 2);
    }
    sides.user += rest;
    sides.engine += rest;
    return sides;
}

struct Bodies {
    const char* request;
    const char* response;
};

const std::map<std::string, Bodies> kBodies{
    {"POST /containers/create", {"container_create", nullptr}},
    {"GET /containers/json", {nullptr, "container_list"}},
    {"GET /containers/*/json", {nullptr, "container_inspect"}},
    {"POST /volumes/create", {"volume_create", "volume_inspect"}},
    {"GET /volumes", {nullptr, "volume_list"}},
    {"GET /volumes/*", {nullptr, "volume_inspect"}},
    {"GET /system/df", {nullptr, "system_df"}},
    {"POST /services/create", {"service_create", nullptr}},
    {"POST /services/*/update", {"service_create", nullptr}},
    {"GET /services", {nullptr, "service_list"}},
    {"GET /services/*", {nullptr, "service_inspect"}},
    {"GET /services/*/logs", {nullptr, nullptr}},
    {"GET /tasks", {nullptr, "task_list"}},
    {"GET /tasks/*", {nullptr, "task_inspect"}},
    {"GET /tasks/*/logs", {nullptr, nullptr}},
    {"GET /plugins", {nullptr, "plugin_list"}},
    {"GET /plugins/*/json", {nullptr, "plugin_inspect"}},
    {"POST /plugins/*/set", {"plugin_set", nullptr}},
};

} // namespace

TEST_CASE("every rule turns the paths of a real body, and nothing else, in the direction it is for")
{
    const BodyTranslation translation(std::make_shared<DistroOrigin>("Ubuntu", test::sample_view()));
    for (const ApiRule& rule : api_rules()) {
        const std::string name = std::string(rule.method) + " " + std::string(rule.path);
        INFO(name);
        REQUIRE(kBodies.count(name) == 1);
        const Bodies& bodies = kBodies.at(name);
        CHECK((bodies.request == nullptr) == rule.request.empty());
        CHECK((bodies.response == nullptr) == rule.response.empty());
        if (bodies.request != nullptr) {
            const Sides body = read_body(bodies.request);
            REQUIRE(body.paths > 0);
            const auto translated = test::translated(translation, rule, body.user);
            REQUIRE(translated.has_value());
            CHECK(*translated == body.engine);
        }
        if (bodies.response != nullptr) {
            const Sides body = read_body(bodies.response);
            REQUIRE(body.paths > 0);
            CHECK(translation.response(&rule, 200, body.engine).body == body.user);
        }
    }
}
