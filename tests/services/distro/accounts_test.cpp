// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/distro/core/accounts.hpp"

namespace berth::distro {
namespace {

using Ids = std::vector<std::uint32_t>;

const char* const kPasswd = "root:x:0:0:root:/root:/bin/bash\n"
                            "# a comment\n"
                            "broken:x:zero:0::/:\n"
                            "short:x:7:7\n"
                            "me:x:1000:1000:Me,,,:/home/me:/bin/ash\n"
                            "bare:x:1001:100:::\n"
                            "1000:x:2000:2000::/home/odd:/bin/sh\n";

const char* const kGroup = "root:x:0:\n"
                           "tty:x:5:\n"
                           "docker:x:101:you,me\n"
                           "broken:x:\n"
                           "me:x:1000:\n"
                           "audio:x:29:me\n"
                           "again:x:101:me\n"
                           "memory:x:30:memo\n";

} // namespace

TEST_CASE("an account is found by name, with its home and shell")
{
    const auto me = find_account(kPasswd, "me");
    REQUIRE(me);
    CHECK(me->uid == 1000);
    CHECK(me->gid == 1000);
    CHECK(me->home == "/home/me");
    CHECK(me->shell == "/bin/ash");
}

TEST_CASE("an account is found by number, unless a name is written like one")
{
    CHECK(find_account(kPasswd, "1001")->name == "bare");
    CHECK(find_account(kPasswd, "1000")->home == "/home/odd");
    CHECK_FALSE(find_account(kPasswd, "4242"));
}

TEST_CASE("an account without home or shell gets those that every system has")
{
    const auto bare = find_account(kPasswd, "bare");
    REQUIRE(bare);
    CHECK(bare->home == "/");
    CHECK(bare->shell == "/bin/sh");
}

TEST_CASE("lines that are no accounts are skipped")
{
    CHECK_FALSE(find_account(kPasswd, "broken"));
    CHECK_FALSE(find_account(kPasswd, "short"));
    CHECK_FALSE(find_account(kPasswd, ""));
    CHECK_FALSE(find_account("", "me"));
}

TEST_CASE("root is found where the system has no list of users")
{
    CHECK(find_account("", "root")->shell == "/bin/sh");
    CHECK(find_account("", "0")->name == "root");
    CHECK(find_account(kPasswd, "0")->shell == "/bin/bash");
}

TEST_CASE("a user's groups are their own and those that list them, each once")
{
    CHECK(groups_of(kGroup, *find_account(kPasswd, "me")) == Ids{1000, 101, 29});
    CHECK(groups_of(kGroup, *find_account(kPasswd, "bare")) == Ids{100});
    CHECK(groups_of("", *find_account("", "root")) == Ids{0});
}

TEST_CASE("a last line needs no end")
{
    CHECK(find_account("me:x:1000:1000::/home/me:/bin/ash", "me")->shell == "/bin/ash");
}

} // namespace berth::distro
