// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "frontend/diagnose/bundle/core/foreign_paths.hpp"
#include "tests/frontend/diagnose/bundle/names.hpp"

using namespace berth::bundle;

namespace {

std::string without(const std::string& text)
{
    Pseudonyms names = test_names();
    std::size_t count = 0;
    return without_foreign_paths(text, names, count);
}

} // namespace

TEST_CASE("paths of berth, its engine and the system stay")
{
    for (const char* text :
         {"", "/", "see /run/berth-x/bus, or /var/log/berth/output.log.", "/var/lib/docker/overlay2", "a/b/c",
          "unix:///run/berth/x", "/usr/lib/os-release: No such file", "and/or", "GET /_ping", "50 lines/s"}) {
        CHECK(without(text) == text);
    }
}

TEST_CASE("every other path is hidden, with its blanks where it is quoted")
{
    CHECK(without("opening /mnt/work/plan.txt: denied") == "opening <path>: denied");
    CHECK(without("mount '/mnt/my work/plan' failed") == "mount '<path>' failed");
    CHECK(without("a=/x/y,b=(/z/w)") == "a=<path>,b=(<path>)");
    CHECK(without("in /mnt/work.") == "in <path>.");
}

TEST_CASE("of a path in a home the home stays, as a pseudonym")
{
    CHECK(without("/srv/people/maria/a/b and /home/x") == "/home/user-1/<path> and /home/user-2");
}
