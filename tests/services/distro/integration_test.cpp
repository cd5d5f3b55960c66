// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include <catch2/catch.hpp>

#include "services/distro/core/integration.hpp"

namespace berth::distro {
namespace {

/// A distro with these paths, in which /var/run is /run or not.
DistroView distro_with(std::map<std::string, Standing> paths, bool var_run_is_run = true)
{
    return {.look =
                [paths = std::move(paths)](const std::string& path) {
                    const auto found = paths.find(path);
                    return found == paths.end() ? Standing::nothing : found->second;
                },
            .var_run_is_run = var_run_is_run};
}

bool has(const LinkPlan& plan, const std::string& path, const std::string& target)
{
    return std::find(plan.links.begin(), plan.links.end(), DistroLink{path, target}) != plan.links.end();
}

bool mentions(const LinkPlan& plan, const std::string& path)
{
    return std::any_of(plan.links.begin(), plan.links.end(),
                       [&](const DistroLink& link) { return link.path == path; });
}

const std::vector<std::string> kNoPlugins;
const std::vector<std::string> kPlugins{"docker-buildx", "docker-compose"};

} // namespace

TEST_CASE("a distro without docker gets the socket, the client and its plugins")
{
    const LinkPlan plan = plan_links(kPlugins, distro_with({}));
    CHECK(has(plan, "/run/docker.sock", "/run/berth/docker.sock"));
    CHECK(has(plan, "/usr/local/bin/docker", "/run/berth/bin/docker"));
    CHECK(has(plan, "/usr/local/lib/docker/cli-plugins/docker-compose", "/run/berth/bin/docker-compose"));
    CHECK(has(plan, "/usr/local/lib/docker/cli-plugins/docker-buildx", "/run/berth/bin/docker-buildx"));
    CHECK(plan.links.size() == 4);
    CHECK(plan.client == "/usr/local/bin/docker");
}

TEST_CASE("without a client to give there is the socket, and no client is promised")
{
    const LinkPlan plan = plan_links(std::nullopt, distro_with({}));
    CHECK(plan.links == std::vector<DistroLink>{{"/run/docker.sock", "/run/berth/docker.sock"}});
    CHECK(plan.client.empty());
    CHECK(plan_links(std::nullopt, distro_with({{"/bin/docker", Standing::foreign}})).client ==
          "/bin/docker");
}

TEST_CASE("what was given before is given again")
{
    const LinkPlan plan = plan_links(
        kPlugins, distro_with({{"/run/docker.sock", Standing::ours},
                               {"/usr/local/bin/docker", Standing::ours},
                               {"/usr/local/lib/docker/cli-plugins/docker-compose", Standing::ours}}));
    CHECK(plan.links.size() == 4);
}

TEST_CASE("a distro's own client and plugins stay, and shells go on finding them")
{
    const LinkPlan plan = plan_links(
        kPlugins, distro_with({{"/usr/bin/docker", Standing::foreign},
                               {"/usr/libexec/docker/cli-plugins/docker-compose", Standing::foreign}}));
    CHECK(plan.client == "/usr/bin/docker");
    CHECK_FALSE(mentions(plan, "/usr/local/bin/docker"));
    CHECK_FALSE(mentions(plan, "/usr/local/lib/docker/cli-plugins/docker-compose"));
    CHECK(mentions(plan, "/usr/local/lib/docker/cli-plugins/docker-buildx"));
}

TEST_CASE("a client that the distro got later is not shadowed by ours")
{
    const LinkPlan plan = plan_links(
        {}, distro_with({{"/usr/local/bin/docker", Standing::ours}, {"/usr/bin/docker", Standing::foreign}}));
    CHECK(plan.client == "/usr/bin/docker");
    CHECK_FALSE(mentions(plan, "/usr/local/bin/docker"));
}

TEST_CASE("the client's usual path leads to the socket whatever /var/run is")
{
    SECTION("a link to /run")
    {
        const LinkPlan plan = plan_links(kNoPlugins, distro_with({{"/var/run", Standing::foreign}}));
        CHECK_FALSE(mentions(plan, "/var/run"));
        CHECK_FALSE(mentions(plan, "/var/run/docker.sock"));
    }
    SECTION("nothing")
    {
        CHECK(has(plan_links(kNoPlugins, distro_with({}, false)), "/var/run", "/run"));
    }
    SECTION("a directory of its own")
    {
        const LinkPlan plan = plan_links(kNoPlugins, distro_with({{"/var/run", Standing::foreign}}, false));
        CHECK(has(plan, "/var/run/docker.sock", "/run/berth/docker.sock"));
    }
    SECTION("a directory of its own with somebody's socket")
    {
        const LinkPlan plan = plan_links(
            kNoPlugins,
            distro_with({{"/var/run", Standing::foreign}, {"/var/run/docker.sock", Standing::foreign}},
                        false));
        CHECK_FALSE(mentions(plan, "/var/run/docker.sock"));
    }
}

} // namespace berth::distro
