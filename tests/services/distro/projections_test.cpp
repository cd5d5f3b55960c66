// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/distro/core/projections.hpp"

namespace berth::distro {
namespace {

using Status = v1::DistroStatus;

Projections two_distros()
{
    return Projections({{"host", 1}, {"Ubuntu", 50}});
}

} // namespace

TEST_CASE("without an engine nothing is missing and the service is ready")
{
    const Projections projections = two_distros();
    CHECK(projections.missing_distros().empty());
    CHECK(projections.health().state() == bus::v1::Health::STATE_READY);
    CHECK(projections.status("host").state() == Status::STATE_RUNNING);
    CHECK(projections.status("host").why() == "no engine runs");
}

TEST_CASE("with an engine every distro is missing until it is attached")
{
    Projections projections = two_distros();
    CHECK(projections.set_engine(77));
    CHECK(projections.missing_distros().size() == 2);
    CHECK(projections.health().state() == bus::v1::Health::STATE_DEGRADED);
    projections.attached("host");
    REQUIRE(projections.missing_distros().size() == 1);
    CHECK(projections.missing_distros().front().name == "Ubuntu");
    CHECK(projections.attached_distros().front().name == "host");
    projections.attached("Ubuntu");
    CHECK(projections.health().state() == bus::v1::Health::STATE_READY);
    CHECK(projections.status("host").state() == Status::STATE_ATTACHED);
    CHECK(projections.status("host").engine_path() == "/distros/host");
}

TEST_CASE("a failed distro stays missing and says why, also in the service's health")
{
    Projections projections = two_distros();
    projections.set_engine(77);
    projections.attached("host");
    projections.failed("Ubuntu", "its root is not a mount", "start it anew");
    CHECK(projections.status("Ubuntu").state() == Status::STATE_FAILED);
    CHECK(projections.missing_distros().size() == 1);
    CHECK(projections.health().why() == "distro Ubuntu: its root is not a mount");
    CHECK(projections.health().hint() == "start it anew");
    projections.attached("Ubuntu");
    CHECK(projections.status("Ubuntu").why().empty());
}

TEST_CASE("a lost projection is missing again")
{
    Projections projections = two_distros();
    projections.set_engine(77);
    projections.attached("host");
    projections.lost("host");
    CHECK(projections.missing_distros().size() == 2);
    CHECK(projections.status("host").state() == Status::STATE_RUNNING);
    CHECK(projections.status("host").why() == "its projection was lost");
}

TEST_CASE("another engine starts with nothing attached, the same one is no news")
{
    Projections projections = two_distros();
    projections.set_engine(77);
    projections.attached("host");
    CHECK_FALSE(projections.set_engine(77));
    CHECK(projections.attached_distros().size() == 1);
    CHECK(projections.set_engine(78));
    CHECK(projections.attached_distros().empty());
    CHECK(projections.set_engine(0));
    CHECK(projections.missing_distros().empty());
}

} // namespace berth::distro
