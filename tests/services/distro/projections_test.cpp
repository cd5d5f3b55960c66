// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "services/distro/core/projections.hpp"

namespace berth::distro {
namespace {

using Status = v1::DistroStatus;
using Life = DistroFacts::Life;

const Distro kHost{.name = "host", .pid = 1, .start_time = 5};
const Distro kUbuntu{.name = "Ubuntu", .pid = 50, .start_time = 90};

Projections two_distros()
{
    Projections projections;
    projections.set_wanted({kHost, kUbuntu});
    return projections;
}

DistroFacts host_facts()
{
    return {.name = "host", .life = Life::running};
}

DistroFacts ubuntu_facts(Life life = Life::running)
{
    DistroFacts facts{.name = "Ubuntu", .life = life};
    facts.process.set_pid(50);
    facts.record.set_id("1f");
    facts.record.set_name("Ubuntu");
    facts.record.set_attach(true);
    return facts;
}

bus::v1::Health health_of(const Projections& projections)
{
    return judge_health({make_status(host_facts(), projections), make_status(ubuntu_facts(), projections)},
                        projections.engine() != 0);
}

} // namespace

TEST_CASE("without an engine nothing is missing and the service is ready")
{
    const Projections projections = two_distros();
    CHECK(projections.missing_distros().empty());
    CHECK(health_of(projections).state() == bus::v1::Health::STATE_READY);
    CHECK(make_status(host_facts(), projections).state() == Status::STATE_RUNNING);
    CHECK(make_status(host_facts(), projections).why() == "no engine runs");
    CHECK(projections.is_complete("host"));
}

TEST_CASE("with an engine every wanted distro is missing until it is attached")
{
    Projections projections = two_distros();
    CHECK(projections.set_engine(77));
    CHECK(projections.missing_distros() == std::vector<Distro>{kHost, kUbuntu});
    CHECK(health_of(projections).state() == bus::v1::Health::STATE_DEGRADED);
    projections.attached(kHost);
    CHECK(projections.missing_distros() == std::vector<Distro>{kUbuntu});
    CHECK(projections.attached_distros() == std::vector<Distro>{kHost});
    CHECK_FALSE(projections.is_complete("Ubuntu"));
    projections.attached(kUbuntu);
    CHECK(projections.is_complete("Ubuntu"));
    CHECK(health_of(projections).state() == bus::v1::Health::STATE_READY);
    CHECK(make_status(host_facts(), projections).state() == Status::STATE_ATTACHED);
    CHECK(make_status(host_facts(), projections).engine_path() == "/distros/host");
}

TEST_CASE("a failed distro is tried again when told, and says why, also in the service's health")
{
    Projections projections = two_distros();
    projections.set_engine(77);
    projections.attached(kHost);
    projections.failed(kUbuntu, "its root is not a mount", "start it anew");
    CHECK(make_status(ubuntu_facts(), projections).state() == Status::STATE_FAILED);
    CHECK(health_of(projections).why() == "distro Ubuntu: its root is not a mount");
    CHECK(health_of(projections).hint() == "start it anew");
    CHECK(projections.missing_distros().empty());
    projections.retry();
    CHECK(projections.missing_distros() == std::vector<Distro>{kUbuntu});
    CHECK(projections.why("Ubuntu") == "its root is not a mount"); // until it goes well
    projections.attached(kUbuntu);
    CHECK(make_status(ubuntu_facts(), projections).why().empty());
}

TEST_CASE("a lost projection is missing again")
{
    Projections projections = two_distros();
    projections.set_engine(77);
    projections.attached(kHost);
    projections.lost("host");
    CHECK(projections.missing_distros().size() == 2);
    CHECK(make_status(host_facts(), projections).state() == Status::STATE_RUNNING);
    CHECK(make_status(host_facts(), projections).why() == "its projection was lost");
}

TEST_CASE("another engine starts with nothing attached, the same one is no news")
{
    Projections projections = two_distros();
    projections.set_engine(77);
    projections.attached(kHost);
    CHECK_FALSE(projections.set_engine(77));
    CHECK(projections.attached_distros().size() == 1);
    CHECK(projections.set_engine(78));
    CHECK(projections.attached_distros().empty());
    CHECK(projections.set_engine(0));
    CHECK(projections.missing_distros().empty());
}

TEST_CASE("what is attached stays so while other distros come and go")
{
    Projections projections = two_distros();
    projections.set_engine(77);
    projections.attached(kHost);
    projections.set_wanted({kHost});
    CHECK(projections.attached_distros() == std::vector<Distro>{kHost});
    CHECK_FALSE(projections.is_wanted("Ubuntu"));
    projections.attached(kUbuntu); // late news of it
    CHECK(projections.attached_distros() == std::vector<Distro>{kHost});
}

TEST_CASE("a distro that was started anew is missing, and news of its former life do not count")
{
    Projections projections = two_distros();
    projections.set_engine(77);
    projections.attached(kUbuntu);
    const Distro again{.name = "Ubuntu", .pid = 50, .start_time = 99}; // its pid was used again
    projections.set_wanted({kHost, again});
    CHECK(projections.missing_distros() == std::vector<Distro>{kHost, again});
    projections.attached(kUbuntu);
    projections.failed(kUbuntu, "old news", "");
    CHECK(projections.missing_distros() == std::vector<Distro>{kHost, again});
}

TEST_CASE("a distro that does not run has no process in its status, and a failed start its reason")
{
    const Projections projections;
    DistroFacts facts = ubuntu_facts(Life::stopped);
    CHECK(make_status(facts, projections).state() == Status::STATE_STOPPED);
    CHECK_FALSE(make_status(facts, projections).has_process());
    facts.why = "its first process ended unexpectedly";
    CHECK(make_status(facts, projections).state() == Status::STATE_STOPPED);
    CHECK(make_status(facts, projections).why() == facts.why);
    facts.has_failed = true;
    CHECK(make_status(facts, projections).state() == Status::STATE_FAILED);
    CHECK(make_status(ubuntu_facts(Life::creating), projections).state() == Status::STATE_CREATING);
    CHECK(make_status(ubuntu_facts(Life::stopping), projections).why() == "being terminated");
    CHECK(make_status(host_facts(), projections).has_record() == false);
}

TEST_CASE("a distro that is wished to be detached is no trouble")
{
    Projections projections;
    projections.set_wanted({kHost});
    projections.set_engine(77);
    projections.attached(kHost);
    DistroFacts facts = ubuntu_facts();
    facts.record.set_attach(false);
    const Status status = make_status(facts, projections);
    CHECK(status.state() == Status::STATE_RUNNING);
    CHECK(status.why() == "detached");
    CHECK(judge_health({status}, true).state() == bus::v1::Health::STATE_READY);
}

} // namespace berth::distro
