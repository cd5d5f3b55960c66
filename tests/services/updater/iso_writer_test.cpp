// SPDX-License-Identifier: Apache-2.0
#include "services/updater/image/iso_writer.hpp"

#include <chrono>
#include <cstdlib>
#include <ctime>

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "services/updater/image/digest.hpp"
#include "services/updater/image/iso_reader.hpp"
#include "tests/services/updater/sample_image.hpp"

using namespace berth;
using Catch::Contains;

namespace {

std::string written(const std::filesystem::path& iso)
{
    updater::write_iso(iso,
                       {{"manifest.json", {}, "{}"}, {"hooks/start", {}, "#!/bin/sh\n"}, {"empty", {}, ""}});
    return test::read_text(iso);
}

/// Until the clock shows another second: libarchive stamps seconds.
void wait_for_next_second()
{
    const std::time_t now = std::time(nullptr);
    while (std::time(nullptr) == now) {
    }
}

class TimeZone {
public:
    explicit TimeZone(const char* name) { set(name); }
    ~TimeZone() { set("UTC"); }
    TimeZone(const TimeZone&) = delete;
    TimeZone& operator=(const TimeZone&) = delete;

private:
    static void set(const char* name)
    {
        ::setenv("TZ", name, 1);
        ::tzset();
    }
};

} // namespace

TEST_CASE("an iso reads back as it was written", "[updater]")
{
    const test::TempDir directory;
    (void)written(directory / "a.iso");
    updater::IsoReader reader(directory / "a.iso");
    std::vector<std::string> found;
    while (const auto entry = reader.next()) {
        std::string text(entry->size_bytes, '\0');
        REQUIRE(reader.read(text.data(), text.size()) == text.size());
        found.push_back(entry->path + "|" + text);
    }
    REQUIRE_THAT(found, Catch::UnorderedEquals(std::vector<std::string>{
                            "manifest.json|{}", "hooks|", "empty|", "hooks/start|#!/bin/sh\n"}));
}

TEST_CASE("the same contents give the same bytes at any time and in any time zone", "[updater]")
{
    const test::TempDir directory;
    const std::string first = written(directory / "a.iso");
    wait_for_next_second();
    REQUIRE(written(directory / "b.iso") == first);
    const TimeZone elsewhere("Asia/Tokyo");
    REQUIRE(written(directory / "c.iso") == first);
}

TEST_CASE("a failed write leaves nothing behind and an older iso alone", "[updater]")
{
    const test::TempDir directory;
    test::write_text(directory / "a.iso", "the older one");
    REQUIRE_THROWS_AS(updater::write_iso(directory / "a.iso", {{"x", directory / "missing", {}}}),
                      base::Error);
    REQUIRE(test::read_text(directory / "a.iso") == "the older one");
    const std::filesystem::directory_iterator entries(directory.path());
    REQUIRE(std::distance(begin(entries), end(entries)) == 1);
}

TEST_CASE("an image built twice is the same image", "[updater]")
{
    test::SampleImage image;
    const std::string first = updater::digest_file(image.iso).sha256;
    image.write();
    REQUIRE(updater::digest_file(image.iso).sha256 == first);
}

TEST_CASE("a file that is no iso is refused by name", "[updater]")
{
    const test::TempDir directory;
    test::write_text(directory / "text.iso", "not an iso at all");
    REQUIRE_THROWS_WITH(updater::read_manifest(directory / "text.iso"), Contains("text.iso"));
}
