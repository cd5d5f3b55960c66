// SPDX-License-Identifier: Apache-2.0
#include "services/updater/core/choice.hpp"

#include <catch2/catch.hpp>

#include "tests/services/updater/sample_manifest.hpp"

using namespace berth;
using Catch::Contains;
using updater::Assessment;
using updater::Offer;

namespace {

Offer offer(updater::v1::ImageKind kind, const std::string& version, bool shipped, const std::string& path)
{
    Offer made;
    made.manifest = test::sample_manifest();
    made.manifest.set_kind(kind);
    made.manifest.set_name(kind == updater::v1::IMAGE_KIND_BASE ? "base" : "docker");
    made.manifest.set_version(version);
    made.path = path;
    made.shipped = shipped;
    return made;
}

Offer pack(const std::string& version, bool shipped, const std::string& path)
{
    return offer(updater::v1::IMAGE_KIND_PACK, version, shipped, path);
}

Offer base_image()
{
    return offer(updater::v1::IMAGE_KIND_BASE, "0.1.0", true, "base.iso");
}

std::string chosen_pack(const std::vector<Offer>& offers)
{
    const Offer* best = updater::choose(offers, updater::v1::IMAGE_KIND_PACK, "docker");
    return best == nullptr ? "none" : best->path;
}

} // namespace

TEST_CASE("the newest version is chosen, installed or shipped", "[updater]")
{
    REQUIRE(chosen_pack({pack("20.10.24", true, "old.iso"), pack("26.1.5", false, "slot")}) == "slot");
    REQUIRE(chosen_pack({pack("26.1.5", false, "slot"), pack("28.5.2", true, "new.iso")}) == "new.iso");
}

TEST_CASE("of equal versions a shipped image is chosen, so that a new build is used", "[updater]")
{
    REQUIRE(chosen_pack({pack("1", false, "slot"), pack("1", true, "iso")}) == "iso");
    REQUIRE(chosen_pack({pack("1", true, "iso"), pack("1", false, "slot")}) == "iso");
}

TEST_CASE("of equal versions a higher build number is chosen", "[updater]")
{
    auto higher = pack("1", false, "higher");
    higher.manifest.set_build_number(8);
    REQUIRE(chosen_pack({higher, pack("1", true, "iso")}) == "higher");
}

TEST_CASE("of two equal installed images the one installed last is chosen", "[updater]")
{
    auto later = pack("1", false, "later");
    later.installed_at = 2;
    REQUIRE(chosen_pack({later, pack("1", false, "earlier")}) == "later");
}

TEST_CASE("a damaged installed image and one of another name are not chosen", "[updater]")
{
    auto damaged = pack("2", false, "damaged");
    damaged.why = "rootfs.squashfs is missing";
    auto other = pack("3", true, "podman.iso");
    other.manifest.set_name("podman");
    REQUIRE(chosen_pack({damaged, other, pack("1", true, "iso")}) == "iso");
    REQUIRE(chosen_pack({damaged}) == "none");
    REQUIRE(chosen_pack({}) == "none");
}

TEST_CASE("an engine needs a base image and a pack", "[updater]")
{
    REQUIRE(updater::assess({base_image(), pack("1", true, "iso")}).verdict == Assessment::Verdict::good);

    const Assessment no_pack = updater::assess({base_image()});
    REQUIRE(no_pack.verdict == Assessment::Verdict::missing);
    REQUIRE(no_pack.why == "there is no usable pack image");
    REQUIRE_THAT(no_pack.hint, Contains("deploy/images/make"));

    REQUIRE(updater::assess({pack("1", true, "iso")}).why == "there is no usable base image");
}

TEST_CASE("a damaged image is told even when another one serves", "[updater]")
{
    auto damaged = pack("2", false, "/slot");
    damaged.why = "rootfs.squashfs is missing";

    const Assessment impaired = updater::assess({base_image(), damaged, pack("1", true, "iso")});
    REQUIRE(impaired.verdict == Assessment::Verdict::impaired);
    REQUIRE(impaired.why == "pack docker 2 is damaged: rootfs.squashfs is missing");
    REQUIRE_THAT(impaired.hint, Contains("/slot"));

    const Assessment missing = updater::assess({base_image(), damaged});
    REQUIRE(missing.verdict == Assessment::Verdict::missing);
    REQUIRE_THAT(missing.why, Contains("rootfs.squashfs is missing"));
}
