// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/distro/core/distro_name.hpp"
#include "services/distro/core/wsl_conf.hpp"

namespace berth::distro {

TEST_CASE("a new distro's name is a name that nobody has")
{
    CHECK_FALSE(check_new_name("Ubuntu-24.04", {"host", "Debian"}));
    CHECK(check_new_name("Debian", {"host", "Debian"})->message == "there is a distro Debian already");
    CHECK(check_new_name("host", {})->message == "the name host is the machine's own");
}

TEST_CASE("a new distro's name is a host name and no hidden file")
{
    for (const char* name : {"", ".", "..", ".hidden", "-x", "_x", "a/b", "a b", "../x"}) {
        INFO(name);
        const auto failure = check_new_name(name, {});
        REQUIRE(failure);
        CHECK_FALSE(failure->hint.empty());
    }
    CHECK(check_new_name(std::string(65, 'a'), {}));
}

TEST_CASE("the wishes of a wsl.conf are read in any case, with comments and quotes")
{
    const WslConf conf = parse_wsl_conf("# made by hand\r\n[User]\r\nDefault = \"me\"  # who\r\n"
                                        "[network]\ngenerateResolvConf=false\nhostname=other\n[boot]\n"
                                        "default=nobody\nnonsense\n");
    CHECK(conf.default_user == "me");
    CHECK_FALSE(conf.generate_resolv_conf);
}

TEST_CASE("without a wsl.conf there is no default user and resolv.conf is made")
{
    CHECK(parse_wsl_conf("").default_user.empty());
    CHECK(parse_wsl_conf("[network]\ngenerateResolvConf = true\n").generate_resolv_conf);
    CHECK(parse_wsl_conf("default = me\n").default_user.empty()); // of no section
}

} // namespace berth::distro
