// SPDX-License-Identifier: Apache-2.0
#include "frontend/diagnose/check/core/choice.hpp"

#include <catch2/catch.hpp>

namespace berth::diagnose {
namespace {

using Ids = std::vector<std::string>;

const Ids kAll{"kernel.overlay", "kernel.loop", "store.space", "store.space_of_others", "dns.host"};

} // namespace

TEST_CASE("without a word every check is meant")
{
    CHECK(choose(kAll, {}).value() == kAll);
}

TEST_CASE("an id means that check alone, an area all of it, in the table's order")
{
    CHECK(choose(kAll, {"store.space"}).value() == Ids{"store.space"});
    CHECK(choose(kAll, {"dns", "kernel"}).value() == Ids{"kernel.overlay", "kernel.loop", "dns.host"});
    CHECK(choose(kAll, {"kernel", "kernel.loop"}).value() == Ids{"kernel.overlay", "kernel.loop"});
}

TEST_CASE("what is no id is refused, with the nearest ones")
{
    const auto chosen = choose(kAll, {"dns", "kernal.overlayfs"});
    REQUIRE(!chosen);
    CHECK(chosen.error().message == "there is no check 'kernal.overlayfs'");
    CHECK(chosen.error().hint.rfind("did you mean kernel.overlay", 0) == 0);
    CHECK(choose(kAll, {"sto"}).error().hint.find("store.space") != std::string::npos);
    CHECK(choose(kAll, {"store."}).error().message == "there is no check 'store.'");
    CHECK(choose(kAll, {""}).error().hint == "`berth diagnose check --list` shows every check");
}

TEST_CASE("the areas are what stands before the first dot, each once")
{
    CHECK(areas(kAll) == Ids{"kernel", "store", "dns"});
}

} // namespace berth::diagnose
