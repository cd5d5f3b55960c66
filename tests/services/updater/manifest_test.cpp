// SPDX-License-Identifier: Apache-2.0
#include "services/updater/core/manifest.hpp"

#include <catch2/catch.hpp>
#include <google/protobuf/util/message_differencer.h>

#include "services/updater/core/limits.hpp"
#include "tests/services/updater/sample_manifest.hpp"

using namespace berth;
using Catch::Contains;
using test::sample_manifest;

namespace {

std::string error_of(const updater::v1::PackManifest& manifest)
{
    const auto parsed = updater::parse_manifest(updater::write_manifest(manifest));
    return parsed.has_value() ? "" : parsed.error().message;
}

} // namespace

TEST_CASE("a manifest that was written is read back whole", "[updater]")
{
    const auto parsed = updater::parse_manifest(updater::write_manifest(sample_manifest()));
    REQUIRE(parsed.has_value());
    REQUIRE(google::protobuf::util::MessageDifferencer::Equals(*parsed, sample_manifest()));
}

TEST_CASE("a key of a later version does not make a manifest unreadable", "[updater]")
{
    std::string json = updater::write_manifest(sample_manifest());
    json.insert(json.find('{') + 1, R"("expires": {"at": 5},)");
    REQUIRE(updater::parse_manifest(json).has_value());
}

TEST_CASE("a manifest of a later format is refused with what to do", "[updater]")
{
    auto manifest = sample_manifest();
    manifest.set_format(2);
    const auto parsed = updater::parse_manifest(updater::write_manifest(manifest));
    REQUIRE_FALSE(parsed.has_value());
    REQUIRE_THAT(parsed.error().message, Contains("format is 2"));
    REQUIRE_THAT(parsed.error().hint, Contains("upgrade berth"));
}

TEST_CASE("text that is no manifest is refused", "[updater]")
{
    for (const char* text :
         {"", "{", "[]", "null", R"({"format": "one"})", R"({"kind": "IMAGE_KIND_SIDE"})"}) {
        CAPTURE(text);
        REQUIRE_FALSE(updater::parse_manifest(text).has_value());
    }
}

TEST_CASE("a manifest beyond its limit is refused before it is parsed", "[updater]")
{
    const std::string text(updater::kMaxManifestBytes + 1, ' ');
    const auto parsed = updater::parse_manifest(text);
    REQUIRE_FALSE(parsed.has_value());
    REQUIRE_THAT(parsed.error().message, Contains("more than"));
}

TEST_CASE("a field that becomes part of a path is checked", "[updater]")
{
    auto manifest = sample_manifest();
    SECTION("kind")
    {
        manifest.set_kind(updater::v1::IMAGE_KIND_UNSPECIFIED);
    }
    SECTION("name with a path")
    {
        manifest.set_name("../docker");
    }
    SECTION("empty name")
    {
        manifest.clear_name();
    }
    SECTION("long name")
    {
        manifest.set_name(std::string(updater::kMaxNameBytes + 1, 'n'));
    }
    SECTION("version with a slash")
    {
        manifest.set_version("1/2");
    }
    SECTION("version that begins with a dot")
    {
        manifest.set_version("..1");
    }
    SECTION("version with an epoch")
    {
        manifest.set_version("1:2");
    }
    SECTION("architecture")
    {
        manifest.set_architecture("AMD64");
    }
    SECTION("short content key")
    {
        manifest.set_content_key("abc");
    }
    SECTION("content key with capitals")
    {
        manifest.set_content_key(std::string(64, 'A'));
    }
    REQUIRE_FALSE(error_of(manifest).empty());
}

TEST_CASE("a slot is named for what distinguishes builds", "[updater]")
{
    REQUIRE(updater::slot_name(sample_manifest()) == "pack-docker-26.1.5+dfsg1-9-cccccccccccc");
    REQUIRE(updater::describe(sample_manifest()) == "pack docker 26.1.5+dfsg1-9");
}
