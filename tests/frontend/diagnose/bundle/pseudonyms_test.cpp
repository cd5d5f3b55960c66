// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/frontend/diagnose/bundle/names.hpp"

using namespace berth::bundle;

namespace {

std::string in_text(Pseudonyms& names, const std::string& text)
{
    std::size_t count = 0;
    return names.in_text(text, count);
}

} // namespace

TEST_CASE("a name has the same pseudonym wherever it stands, in any case of letters")
{
    Pseudonyms names = test_names();
    CHECK(in_text(names, "maria@laptop7, Maria; MARIA_x") == "user-1@host-1, user-1; user-1_x");
    CHECK(in_text(names, "ann") == "user-2");
    CHECK(names.of("user", "maria") == "user-1");
}

TEST_CASE("the longest name wins, and a part of a word is no name")
{
    Pseudonyms names = test_names();
    CHECK(in_text(names, "laptop7.example.org") == "host-1");
    CHECK(in_text(names, "ann-lee") == "user-1");
    CHECK(in_text(names, "ann-leech") == "user-2-leech");
    CHECK(in_text(names, "mariage annual xann") == "mariage annual xann");
    CHECK(in_text(names, "") == "");
}

TEST_CASE("names of every script are found, and between its marks")
{
    Pseudonyms names = test_names();
    names.add("user", "Özil");
    CHECK(in_text(names, "Özil, „maria“ and maria’s") == "user-1, „user-2“ and user-2’s");
}

TEST_CASE("names that every machine has are no names")
{
    Pseudonyms names = test_names();
    for (const char* name : {"root", "localhost", "", "-", "docker"}) {
        names.add("user", name);
    }
    CHECK(in_text(names, "root@localhost - docker") == "root@localhost - docker");
}

TEST_CASE("replacements are counted")
{
    Pseudonyms names = test_names();
    std::size_t count = 0;
    names.in_text("maria on laptop7", count);
    CHECK(count == 2);
}

TEST_CASE("homes are known by the user's entry, and by where homes lie")
{
    Pseudonyms names = test_names();
    CHECK(names.home_of("/srv/people/maria/work").replacement == "/home/user-1");
    CHECK(names.home_of("/srv/people/maria").length == 17);
    CHECK(names.home_of("/srv/people/mariage").replacement.empty());
    CHECK(names.home_of("/home/stranger/x").replacement == "/home/user-2");
    CHECK(names.home_of("/home/stranger/x").length == 14);
    CHECK(names.home_of("/home/").replacement.empty());
}

TEST_CASE("an id becomes a keyed hash of a fixed length")
{
    CHECK(test_names().hashed("image", "ab") == "image-0000ab000000");
}
