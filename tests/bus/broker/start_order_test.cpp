// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>

#include <catch2/catch.hpp>

#include "base/files.hpp"
#include "broker/core/service_plan.hpp"
#include "supervisor_scene.hpp"

using namespace berth;
using namespace berth::broker;
using test::plan_of;

namespace {

std::string order_of(std::vector<ServicePlan> plans)
{
    std::string text;
    for (const ServicePlan& plan : in_start_order(std::move(plans)).value()) {
        text += (text.empty() ? "" : " ") + plan.name;
    }
    return text;
}

std::string complaint_about(std::vector<ServicePlan> plans)
{
    return in_start_order(std::move(plans)).error().message;
}

std::filesystem::path source_dir()
{
    const char* directory = std::getenv("BERTH_SOURCE_DIR"); // set by berth_test()
    REQUIRE(directory != nullptr);
    return directory;
}

} // namespace

TEST_CASE("needed services come first, by name within a level, whatever the order of the manifests")
{
    const std::vector<ServicePlan> plans{plan_of("a", {"z"}), plan_of("m", {"a"}), plan_of("z"),
                                         plan_of("b", {"z"}), plan_of("c")};
    CHECK(order_of(plans) == "c z a b m");
    CHECK(order_of({plans.rbegin(), plans.rend()}) == "c z a b m");
    CHECK(order_of({}).empty());
}

TEST_CASE("two manifests of one name are refused")
{
    CHECK(complaint_about({plan_of("a"), plan_of("a")}) == "two manifests name the service a");
}

TEST_CASE("a need without a manifest is refused and named")
{
    CHECK(complaint_about({plan_of("a", {"ghost"})}) == "service a needs ghost, which has no manifest");
}

TEST_CASE("a circle of needs is refused with the services in it")
{
    CHECK(complaint_about({plan_of("a", {"b"}), plan_of("b", {"c"}), plan_of("c", {"a"}), plan_of("free")}) ==
          "these services need each other in a circle: a, b, c");
    CHECK(complaint_about({plan_of("self", {"self"})}) == "these services need each other in a circle: self");
}

TEST_CASE("the manifests that are shipped parse, name their folder and have a start order")
{
    std::vector<std::filesystem::path> folders{source_dir() / "bus" / "tunnel"};
    for (const auto& folder : std::filesystem::directory_iterator(source_dir() / "services")) {
        folders.push_back(folder.path());
    }
    std::vector<ServicePlan> plans;
    for (const std::filesystem::path& folder : folders) {
        const std::filesystem::path manifest = folder / "service.textproto";
        if (!std::filesystem::exists(manifest)) {
            continue;
        }
        INFO(manifest);
        plans.push_back(parse_manifest(base::read_file(manifest).value(), manifest.string()).value());
        CHECK(plans.back().name == folder.filename().string());
        CHECK_FALSE(plans.back().description.empty());
        CHECK(plans.back().ready_deadline.count() > 0);
        CHECK(plans.back().stop_deadline.count() > 0);
    }
    REQUIRE_FALSE(plans.empty());
    const std::size_t count = plans.size();
    CHECK(in_start_order(std::move(plans)).value().size() == count);
}
