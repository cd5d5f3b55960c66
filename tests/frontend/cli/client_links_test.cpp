// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "frontend/cli/client_links.hpp"

namespace berth::cli {
namespace {

updater::v1::InstalledImage image(const std::string& client_path, bool in_use, int installed_at)
{
    updater::v1::InstalledImage image;
    image.set_client_path(client_path);
    image.set_in_use(in_use);
    image.mutable_installed_at()->set_seconds(installed_at);
    return image;
}

} // namespace

TEST_CASE("the client is linked by default for the instance without a name alone")
{
    const settings::v1::Settings none;
    CHECK(wants_client_links(base::Instance(), none));
    CHECK_FALSE(wants_client_links(base::Instance("two"), none));
}

TEST_CASE("what is written about the client's links counts for every instance")
{
    const bool written = GENERATE(true, false);
    settings::v1::Settings settings;
    settings.mutable_sockets()->set_link_client(written);
    CHECK(wants_client_links(base::Instance(), settings) == written);
    CHECK(wants_client_links(base::Instance("two"), settings) == written);
}

TEST_CASE("the client is that of the pack in use, of two the one installed last")
{
    CHECK(client_directory({}).empty());
    CHECK(client_directory({image("/old/client", false, 1), image("", true, 2)}).empty());
    CHECK(client_directory({image("/base", false, 9), image("/new/client", true, 3),
                            image("/old/client", true, 2)}) == "/new/client");
}

} // namespace berth::cli
