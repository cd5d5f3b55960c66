// SPDX-License-Identifier: Apache-2.0
#include "services/updater/image/installer.hpp"

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "services/updater/core/manifest.hpp"
#include "services/updater/image/digest.hpp"
#include "services/updater/image/iso_writer.hpp"
#include "tests/services/updater/sample_image.hpp"

using namespace berth;
using Catch::Contains;
using test::SampleImage;

namespace {

/// The failed installation's message, after checking that it left nothing.
std::string failure_of_install(const SampleImage& image)
{
    try {
        (void)updater::install_image(image.iso, image.images);
    } catch (const base::Error& error) {
        const bool left_something =
            std::filesystem::exists(image.images) && !std::filesystem::is_empty(image.images);
        return left_something ? "something was left behind" : error.what();
    }
    return "no failure";
}

/// An iso that write_image() would refuse to make.
void write_crafted(const SampleImage& image, const updater::v1::PackManifest& manifest,
                   std::vector<updater::IsoSource> files)
{
    files.insert(files.begin(), {"manifest.json", {}, updater::write_manifest(manifest)});
    updater::write_iso(image.iso, files);
}

} // namespace

TEST_CASE("an installed image holds what the iso held", "[updater]")
{
    const SampleImage image;
    const updater::Slot slot = updater::install_image(image.iso, image.images);
    REQUIRE(slot.why.empty());
    REQUIRE(slot.directory == image.images / updater::slot_name(image.manifest));
    REQUIRE(test::read_text(slot.directory / "rootfs.squashfs") == image.rootfs_text);
    REQUIRE(test::read_text(slot.directory / "hooks/start") == "#!/bin/sh\n");
    REQUIRE(test::read_text(slot.directory / "manifest.json") == updater::read_manifest(image.iso).text);
    REQUIRE(updater::list_slots(image.images).size() == 1);
}

TEST_CASE("an image can be installed again over itself", "[updater]")
{
    const SampleImage image;
    (void)updater::install_image(image.iso, image.images);
    REQUIRE(updater::install_image(image.iso, image.images).why.empty());
    REQUIRE(updater::list_slots(image.images).size() == 1);
}

TEST_CASE("a truncated iso is refused by name", "[updater]")
{
    const SampleImage image;
    const auto size = std::filesystem::file_size(image.iso);
    for (const auto kept :
         {size - 4096, size / 2, std::uintmax_t{40'000}, std::uintmax_t{100}, std::uintmax_t{0}}) {
        CAPTURE(kept);
        std::filesystem::resize_file(image.iso, kept);
        REQUIRE_THAT(failure_of_install(image), Contains(image.iso.string()));
    }
}

TEST_CASE("one changed byte in a file is found, and both digests are told", "[updater]")
{
    const SampleImage image;
    image.alter("block 12345", "block 12346");
    std::string altered = image.rootfs_text;
    altered.replace(altered.find("block 12345"), 11, "block 12346");
    const std::string failure = failure_of_install(image);
    REQUIRE_THAT(failure, Contains("rootfs.squashfs has sha256 " + updater::sha256_of(altered)));
    REQUIRE_THAT(failure, Contains("the manifest says " + updater::sha256_of(image.rootfs_text)));
}

TEST_CASE("a digest altered in the manifest is found", "[updater]")
{
    const SampleImage image;
    const std::string digest = updater::sha256_of(image.rootfs_text);
    std::string other = digest;
    other[0] = other[0] == '0' ? '1' : '0';
    image.alter(digest, other);
    REQUIRE_THAT(failure_of_install(image), Contains("the manifest says " + other));
}

TEST_CASE("a file that is longer or shorter than the manifest says is refused", "[updater]")
{
    const SampleImage image;
    auto manifest = image.manifest;
    const std::string size = GENERATE("4", "6");
    manifest.clear_files();
    auto& file = *manifest.add_files();
    file.set_path("rootfs.squashfs");
    file.set_size_bytes(std::stoul(size));
    file.set_sha256(updater::sha256_of("hello"));
    write_crafted(image, manifest, {{"rootfs.squashfs", {}, "hello"}});
    REQUIRE_THAT(failure_of_install(image), Contains("rootfs.squashfs") && Contains(size));
}

TEST_CASE("an unlisted file is refused", "[updater]")
{
    const SampleImage image;
    write_crafted(image, image.manifest, {{"extra", {}, "x"}});
    REQUIRE_THAT(failure_of_install(image), Contains("extra is not listed in the manifest"));
}

TEST_CASE("a listed file that is missing is refused", "[updater]")
{
    const SampleImage image;
    write_crafted(image, image.manifest, {{"rootfs.squashfs", {}, image.rootfs_text}});
    REQUIRE_THAT(failure_of_install(image), Contains("hooks/start is listed in the manifest, but not there"));
}

TEST_CASE("a manifest that names files outside of the image is refused", "[updater]")
{
    const SampleImage image;
    auto manifest = image.manifest;
    manifest.mutable_files(1)->set_path(GENERATE("../outside", "/outside", "a/../../outside"));
    write_crafted(image, manifest, {{"rootfs.squashfs", {}, image.rootfs_text}, {"outside", {}, "x"}});
    REQUIRE_THAT(failure_of_install(image), Contains("outside"));
    REQUIRE_FALSE(std::filesystem::exists(image.directory / "outside"));
}

TEST_CASE("an image for another architecture is refused with both names", "[updater]")
{
    const SampleImage image;
    auto manifest = image.manifest;
    manifest.set_architecture("s390x");
    write_crafted(image, manifest, {});
    REQUIRE_THAT(failure_of_install(image),
                 Contains("s390x") && Contains(std::string(updater::kOwnArchitecture)));
}

TEST_CASE("an installation that is told to stop leaves nothing", "[updater]")
{
    const SampleImage image;
    std::stop_source stop;
    stop.request_stop();
    REQUIRE_THROWS_AS(updater::install_image(image.iso, image.images, stop.get_token()), updater::Cancelled);
    REQUIRE(std::filesystem::is_empty(image.images));
}

TEST_CASE("what a killed installation left is removed, and nothing else", "[updater]")
{
    const SampleImage image;
    const updater::Slot slot = updater::install_image(image.iso, image.images);
    std::filesystem::create_directories(image.images / ".unfinished-pack-x/hooks");
    REQUIRE(updater::list_slots(image.images).size() == 1);
    updater::remove_unfinished(image.images);
    REQUIRE_FALSE(std::filesystem::exists(image.images / ".unfinished-pack-x"));
    REQUIRE(std::filesystem::exists(slot.directory));
}
