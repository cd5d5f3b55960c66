// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/core/daemon_settings.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace {

using namespace berth::lifecycle;

nlohmann::json config(const DaemonSettings& settings)
{
    return nlohmann::json::parse(make_daemon_json(settings).value());
}

} // namespace

TEST_CASE("dockerd listens on its own socket only and keeps containers alive without it")
{
    const nlohmann::json made = config({});
    CHECK(made["hosts"] == nlohmann::json::array({"unix:///run/docker.sock"}));
    CHECK(made["live-restore"] == true);
    CHECK(made["userland-proxy-path"] == "/usr/libexec/berth/guest/berth-port");
    CHECK_FALSE(made.contains("default-runtime"));
}

TEST_CASE("the OCI clamp is the default runtime only where the machine needs it")
{
    const nlohmann::json made = config({.clamp_oom_score = true});
    CHECK(made["default-runtime"] == "berth-oci-clamp");
    CHECK(made["runtimes"]["berth-oci-clamp"]["path"] == "/usr/libexec/berth/guest/berth-oci-clamp");
}

TEST_CASE("the user's keys are added, and objects are joined")
{
    const nlohmann::json made = config(
        {.clamp_oom_score = true, .user_json = R"({"debug": true, "runtimes": {"mine": {"path": "/x"}}})"});
    CHECK(made["debug"] == true);
    CHECK(made["runtimes"]["mine"]["path"] == "/x");
    CHECK(made["runtimes"].contains("berth-oci-clamp"));
}

TEST_CASE("a key that berth lives by is refused by name")
{
    const auto made = make_daemon_json({.user_json = R"({"data-root": "/elsewhere"})"});
    REQUIRE_FALSE(made.has_value());
    CHECK(made.error().message.find("'data-root'") != std::string::npos);
}

TEST_CASE("user text that is no JSON object is refused")
{
    CHECK_FALSE(make_daemon_json({.user_json = "[1]"}).has_value());
    CHECK_FALSE(make_daemon_json({.user_json = "{"}).has_value());
}

TEST_CASE("host-gateway is the host, where it is known, unless the user says otherwise")
{
    CHECK_FALSE(config({}).contains("host-gateway-ip"));
    CHECK(config({.host_address = "192.168.65.254"})["host-gateway-ip"] == "192.168.65.254");
    CHECK(config({.host_address = "192.168.65.254",
                  .user_json = R"({"host-gateway-ip": "10.0.0.1"})"})["host-gateway-ip"] == "10.0.0.1");
}
