// SPDX-License-Identifier: Apache-2.0
// The updater's decisions over real files: a shipped base image and a shipped pack whose rootfs is a real
// squashfs.
#include "services/updater/image/image_store.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "base/scope_exit.hpp"
#include "services/updater/core/manifest.hpp"
#include "tests/services/updater/sample_rootfs.hpp"

using namespace berth;
using Catch::Contains;

namespace {

struct Shipped {
    test::TempDir directory;
    std::filesystem::path images = directory / "state/images";
    std::filesystem::path shipped = directory / "shipped";
    std::set<std::string> in_use;
    updater::ImageStore store{images, shipped, [this] { return in_use; }};

    Shipped()
    {
        std::filesystem::create_directories(shipped);
        (void)test::make_sample_rootfs(directory.path());
        ship(updater::v1::IMAGE_KIND_BASE, "1", 'a');
        ship(updater::v1::IMAGE_KIND_PACK, "26.1.5", 'a');
    }

    std::filesystem::path ship(updater::v1::ImageKind kind, const std::string& version, char key) const
    {
        auto manifest = test::sample_manifest();
        manifest.set_kind(kind);
        manifest.set_name(kind == updater::v1::IMAGE_KIND_BASE ? "base" : "docker");
        manifest.set_version(version);
        manifest.set_content_key(std::string(64, key));
        auto iso = shipped / (std::string(updater::kind_name(kind)) + "-" + version + ".iso");
        (void)updater::write_image(iso, manifest,
                                   {{"rootfs.squashfs", directory.path() / "rootfs.squashfs"}});
        return iso;
    }

    updater::Resolved resolve() { return store.resolve({}); }
    updater::Assessment assessment() const { return updater::assess(store.take_inventory().offers); }
};

} // namespace

TEST_CASE("nothing installed and nothing shipped is told with what to do", "[updater]")
{
    const test::TempDir directory;
    updater::ImageStore store(directory / "images", directory / "none",
                              [] { return std::set<std::string>(); });
    REQUIRE(updater::assess(store.take_inventory().offers).verdict == updater::Assessment::Verdict::missing);
    REQUIRE_THROWS_WITH(store.resolve({}), Contains("there is no usable base image"));
}

TEST_CASE("resolving installs the shipped images once", "[updater]")
{
    Shipped shipped;
    const updater::Resolved first = shipped.resolve();
    REQUIRE(first.done.size() == 2);
    REQUIRE(first.base.manifest.version() == "1");
    REQUIRE(first.pack.manifest.version() == "26.1.5");

    const updater::Resolved again = shipped.resolve();
    REQUIRE(again.done.empty());
    REQUIRE(again.pack.directory == first.pack.directory);
    REQUIRE(shipped.assessment().verdict == updater::Assessment::Verdict::good);
}

TEST_CASE("an installed pack has the docker client and its plugins unpacked", "[updater]")
{
    Shipped shipped;
    const std::filesystem::path client = updater::to_installed_image(shipped.resolve().pack).client_path();
    REQUIRE(test::read_text(client / "docker") == "the client");
    REQUIRE(test::read_text(client / "cli-plugins/docker-compose") == "the plugin");
    REQUIRE(updater::to_installed_image(shipped.resolve().base).client_path().empty());
}

TEST_CASE("everybody can reach the docker client, whatever the umask", "[updater]")
{
    Shipped shipped;
    const mode_t before = ::umask(0077);
    const base::ScopeExit restore([&] { ::umask(before); });
    const std::filesystem::path client = updater::to_installed_image(shipped.resolve().pack).client_path();
    for (auto path = client / "docker"; path != shipped.directory.path(); path = path.parent_path()) {
        CAPTURE(path);
        const bool is_directory = std::filesystem::is_directory(path);
        const auto wanted =
            is_directory ? std::filesystem::perms::others_exec : std::filesystem::perms::others_read;
        REQUIRE((std::filesystem::status(path).permissions() & wanted) == wanted);
    }
}

TEST_CASE("installed images serve when the isos are gone", "[updater]")
{
    Shipped shipped;
    (void)shipped.resolve();
    std::filesystem::remove_all(shipped.shipped);
    REQUIRE(shipped.resolve().done.empty());
    REQUIRE(shipped.assessment().verdict == updater::Assessment::Verdict::good);
}

TEST_CASE("a newer shipped pack is installed, and the last one kept to go back to", "[updater]")
{
    Shipped shipped;
    const auto oldest = shipped.resolve().pack.directory;
    shipped.ship(updater::v1::IMAGE_KIND_PACK, "27", 'a');
    const auto middle = shipped.resolve().pack.directory;
    REQUIRE(std::filesystem::exists(oldest));
    shipped.ship(updater::v1::IMAGE_KIND_PACK, "28", 'a');
    REQUIRE(shipped.resolve().pack.manifest.version() == "28");
    REQUIRE(std::filesystem::exists(middle));
    REQUIRE_FALSE(std::filesystem::exists(oldest));
}

TEST_CASE("a superseded image that is in use stays", "[updater]")
{
    Shipped shipped;
    const auto oldest = shipped.resolve().pack.directory;
    shipped.in_use.insert(oldest / "rootfs.squashfs");
    for (const char* version : {"27", "28"}) {
        shipped.ship(updater::v1::IMAGE_KIND_PACK, version, 'a');
        (void)shipped.resolve();
    }
    REQUIRE(std::filesystem::exists(oldest));
}

TEST_CASE("a new build of the same version replaces what is started from", "[updater]")
{
    Shipped shipped;
    (void)shipped.resolve();
    shipped.ship(updater::v1::IMAGE_KIND_BASE, "1", 'b');
    REQUIRE(shipped.resolve().base.manifest.content_key() == std::string(64, 'b'));
}

TEST_CASE("a damaged slot is installed again from its iso", "[updater]")
{
    Shipped shipped;
    const auto rootfs = shipped.resolve().pack.directory / "rootfs.squashfs";
    std::filesystem::resize_file(rootfs, 100);
    REQUIRE(shipped.assessment().verdict == updater::Assessment::Verdict::impaired);

    const updater::Resolved healed = shipped.resolve();
    REQUIRE(healed.done.size() == 1);
    REQUIRE(std::filesystem::file_size(rootfs) > 100);
    REQUIRE(shipped.assessment().verdict == updater::Assessment::Verdict::good);
}

TEST_CASE("a damaged slot without its iso is never started from, and told with both digests", "[updater]")
{
    Shipped shipped;
    const updater::Slot pack = shipped.resolve().pack;
    std::filesystem::remove_all(shipped.shipped);
    std::filesystem::resize_file(pack.directory / "rootfs.squashfs", 100);
    REQUIRE_THROWS_WITH(shipped.resolve(), Contains("no usable pack image") && Contains("has sha256") &&
                                               Contains(pack.manifest.files(0).sha256()));
}

TEST_CASE("damage found by verification is remembered until the image is installed again", "[updater]")
{
    Shipped shipped;
    const updater::Slot base = shipped.resolve().base;
    std::filesystem::resize_file(base.directory / "rootfs.squashfs", 100);
    const std::string why = updater::verify_slot(base, {});
    REQUIRE_THAT(why, Contains("has sha256"));
    REQUIRE(updater::look_at_slot(base.directory).why == why);
    REQUIRE(shipped.resolve().base.why.empty());
}

TEST_CASE("files that were copied with a state directory are hashed and used, not installed again",
          "[updater]")
{
    Shipped shipped;
    (void)shipped.resolve();
    std::filesystem::remove_all(shipped.shipped);
    std::filesystem::copy(shipped.images, shipped.directory / "restored",
                          std::filesystem::copy_options::recursive);
    updater::ImageStore restored(shipped.directory / "restored", shipped.shipped,
                                 [] { return std::set<std::string>(); });
    REQUIRE(restored.resolve({}).done.empty());
    REQUIRE(updater::assess(restored.take_inventory().offers).verdict == updater::Assessment::Verdict::good);
}

TEST_CASE("a shipped iso that cannot be read is told, and others are used", "[updater]")
{
    Shipped shipped;
    test::write_text(shipped.shipped / "broken.iso", "no iso");
    REQUIRE_NOTHROW(shipped.resolve());
    const updater::Assessment assessment = shipped.assessment();
    REQUIRE(assessment.verdict == updater::Assessment::Verdict::impaired);
    REQUIRE_THAT(assessment.why, Contains("broken.iso"));
}
