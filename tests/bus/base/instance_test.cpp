// SPDX-License-Identifier: Apache-2.0
#include "base/instance.hpp"

#include <catch2/catch.hpp>

#include "base/error.hpp"

using berth::base::Instance;

TEST_CASE("the default instance has no suffix anywhere")
{
    const Instance instance;
    CHECK(instance.display_name() == "default");
    CHECK(instance.run_dir() == "/run/berth");
    CHECK(instance.state_dir() == "/var/lib/berth");
    CHECK(instance.log_dir() == "/var/log/berth");
    CHECK(instance.settings_file() == "/etc/berth/settings.json");
}

TEST_CASE("a named instance has paths of its own")
{
    const Instance instance("t1-x");
    CHECK(instance.run_dir() == "/run/berth-t1-x");
    CHECK(instance.bus_dir() == "/run/berth-t1-x/bus");
    CHECK(instance.tunnel_dir() == "/run/berth-t1-x/tunnel");
    CHECK(instance.store_dir() == "/var/lib/berth-t1-x/store");
    CHECK(instance.settings_file() == "/etc/berth-t1-x/settings.json");
    CHECK(instance.display_name() == "t1-x");
}

TEST_CASE("a name that could leave its directory or break a limit is refused with a hint")
{
    CHECK_NOTHROW(Instance("0123456789abcdef"));
    for (const char* name : {"0123456789abcdefg", "-a", "A", "a/b", "..", "a b", "a_b", "ä", "a\n"}) {
        INFO(name);
        CHECK_THROWS_AS(Instance(name), berth::base::Error);
    }
    try {
        const Instance refused("A");
        FAIL("it was taken");
    } catch (const berth::base::Error& error) {
        CHECK(std::string(error.what()) == "'A' is not an instance name");
        CHECK_FALSE(error.hint().empty());
    }
}

TEST_CASE("programs and data are found from the running program")
{
    CHECK(berth::base::libexec_dir() == berth::base::own_program_dir().parent_path() / "libexec" / "berth");
    CHECK(berth::base::share_dir() == berth::base::own_program_dir().parent_path() / "share" / "berth");
}
