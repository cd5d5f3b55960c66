// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/lifecycle/core/daemon_config.hpp"

using namespace berth::lifecycle;

TEST_CASE("Live restore is switched off and everything else kept")
{
    CHECK(without_live_restore(R"({"live-restore":true,"mtu":1400})") ==
          R"({"live-restore":false,"mtu":1400})");
}

TEST_CASE("A configuration without live restore needs no change")
{
    CHECK_FALSE(without_live_restore(R"({"live-restore":false})"));
    CHECK_FALSE(without_live_restore("{}"));
}

TEST_CASE("What is no JSON object is left alone")
{
    CHECK_FALSE(without_live_restore("true"));
    CHECK_FALSE(without_live_restore("{\"live-restore\":tr"));
    CHECK_FALSE(without_live_restore(""));
}

TEST_CASE("dockerd's word that it has reloaded is recognised")
{
    CHECK(says_configuration_reloaded(R"(time="…" level=info msg="Reloaded configuration: {}")"));
    CHECK_FALSE(
        says_configuration_reloaded(R"(level=info msg="Got signal to reload configuration, reloading")"));
}

TEST_CASE(
    "A log level above info is taken from dockerd, which must say that it reloads, and kept by berth-init")
{
    using berth::diagnostics::v1::LEVEL_ERROR;
    using berth::diagnostics::v1::LEVEL_WARNING;
    const DaemonOutput warn = with_audible_reload(R"({"log-level":"warn","mtu":1400})");
    CHECK(warn.config == R"({"mtu":1400})");
    CHECK(warn.least == LEVEL_WARNING);
    CHECK(with_audible_reload(R"({"log-level":"fatal"})").least == LEVEL_ERROR);
}

TEST_CASE("A log level that lets dockerd say it, or that dockerd does not know, is left alone")
{
    for (const char* config : {R"({"log-level":"info"})", R"({"log-level":"debug"})",
                               R"({"log-level":"loud"})", R"({"log-level":3})", "{}", "no JSON"}) {
        CHECK(with_audible_reload(config).config == config);
        CHECK(with_audible_reload(config).least == berth::diagnostics::v1::LEVEL_DEBUG);
    }
}
