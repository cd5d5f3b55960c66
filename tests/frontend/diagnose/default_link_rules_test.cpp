// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/core/default_link_rules.hpp"

#include <catch2/catch.hpp>

namespace berth::diagnose {
namespace {

DefaultLink ours()
{
    return {.is_default_instance = true,
            .is_wanted = true,
            .exists = true,
            .leads_to = "/run/berth/docker.sock",
            .own_socket = "/run/berth/docker.sock"};
}

} // namespace

TEST_CASE("the default socket leads to the default instance, where that is wanted")
{
    CHECK(judge_default_link(ours(), "berth").outcome == Outcome::pass);
    DefaultLink link = ours();
    link.is_default_instance = false;
    CHECK(judge_default_link(link, "berth").outcome == Outcome::skip);
    link = ours();
    link.is_wanted = false;
    CHECK(judge_default_link(link, "berth").evidence == "sockets.link_default_socket is false");
}

TEST_CASE("a default socket that is away fails, and another engine's is a warning")
{
    DefaultLink link = ours();
    link.exists = false;
    link.leads_to = "";
    CHECK(judge_default_link(link, "berth").outcome == Outcome::fail);
    CHECK(judge_default_link(link, "berth").fix == "make it anew: berth service restart netbridge");
    link.exists = true;
    CHECK(judge_default_link(link, "berth").evidence == "/var/run/docker.sock belongs to another engine");
    link.leads_to = "/run/other.sock";
    CHECK(judge_default_link(link, "berth").outcome == Outcome::warn);
    CHECK(judge_default_link(link, "berth").evidence == "/var/run/docker.sock leads to /run/other.sock");
}

} // namespace berth::diagnose
