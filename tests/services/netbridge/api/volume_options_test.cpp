// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/netbridge/core/api/volume_options.hpp"

using namespace berth::netbridge;

TEST_CASE("the last of duplicate volume options holds, and only whole words count")
{
    VolumeOptions options;
    options.set("o", "bindings,nobind");
    CHECK_FALSE(options.binds());
    options.set("o", "rbind");
    CHECK(options.binds());
    options.set("O", "");
    CHECK(options.binds());
    options.set("o", "x\\,bind"); // dockerd knows no escapes
    CHECK(options.binds());
}

TEST_CASE("overlay layers are edited one by one and the text around them is kept")
{
    const auto mark = [](const std::string& path) { return "<" + path + ">"; };
    CHECK(edit_overlay_layers("ro,lowerdir=/a:/b,workdir=/w,,x=lowerdir=/c", mark) ==
          "ro,lowerdir=</a>:</b>,workdir=</w>,,x=lowerdir=/c");
    CHECK(edit_overlay_layers(R"(lowerdir=/a\:b:/c\,d,lowerdir+=/e:f,datadir+=/g)", mark) ==
          R"(lowerdir=</a\:b>:</c\,d>,lowerdir+=</e:f>,datadir+=</g>)");
    CHECK(edit_overlay_layers("lowerdir=/a::/b", mark) == "lowerdir=</a>:<>:</b>");
    CHECK(edit_overlay_layers("upperdir=/a\\", mark) == "upperdir=</a\\>");
    CHECK(edit_overlay_layers("", mark).empty());
}
