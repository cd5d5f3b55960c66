// SPDX-License-Identifier: Apache-2.0
// The kernel mode in two network namespaces of the test's own: one is the host, one the engine.
#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "base/child.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "services/netbridge/host/network/engine_network.hpp"
#include "services/netbridge/kernel_net/nft_rules.hpp"
#include "services/netbridge/kernel_net/route_netlink.hpp"
#include "tests/support/temp_dir.hpp"

using namespace berth;
using namespace berth::netbridge;

namespace {

constexpr const char* kForward = "/proc/sys/net/ipv4/ip_forward"; // of the calling thread's network namespace

bool may_not_run()
{
    if (::geteuid() == 0) {
        return false;
    }
    WARN("skipped: needs root to make network namespaces");
    return true;
}

/// A sleeping process in a network namespace of its own, as the engine's init is.
class EngineProcess {
public:
    EngineProcess()
        : child_(base::Child::spawn({.program = "/usr/bin/unshare", .arguments = {"--net", "sleep", "60"}}))
    {
        const std::string own = namespace_of("self");
        for (int i = 0; i < 5000 && namespace_of(std::to_string(child_.pid())) == own; ++i) {
            ::sched_yield(); // until unshare(1) has done its work
        }
    }
    pid_t pid() const { return child_.pid(); }

    static std::string namespace_of(const std::string& pid)
    {
        return std::filesystem::read_symlink("/proc/" + pid + "/ns/net").string();
    }

private:
    base::Child child_;
};

/// Runs on a thread that has a fresh network namespace as its host: the machine's own network is not touched.
template <class Function>
void in_a_host_of_its_own(Function function)
{
    std::exception_ptr failed;
    std::thread([&] {
        try {
            if (::unshare(CLONE_NEWNET) != 0) {
                throw base::SystemError("making a network namespace");
            }
            function();
        } catch (...) {
            failed = std::current_exception();
        }
    }).join();
    if (failed) {
        std::rethrow_exception(failed);
    }
}

bool has_table(const std::string& name)
{
    try {
        apply_nft_rules("list table inet " + name);
        return true;
    } catch (const base::Error&) {
        return false;
    }
}

} // namespace

TEST_CASE("the link is made, can be made again, and leaves nothing when released", "[root]")
{
    if (may_not_run()) {
        return;
    }
    const EngineProcess engine;
    std::vector<std::string> problems;
    const auto check = [&](bool good, const char* what) {
        if (!good) {
            problems.emplace_back(what); // Catch's macros belong to the main thread
        }
    };
    in_a_host_of_its_own([&] {
        const test::TempDir run;
        const std::string off = "0\n";
        base::write_existing(kForward, off);
        EngineNetwork network("test", "", run / "berth-test");
        check(!network.present().addresses, "no link before");
        const auto first = network.prepare(engine.pid());
        check(first.has_value() && first->subnet.to_text() == "192.168.65.0/30", "the first free subnet");
        check(network.present().why.empty(), "up at both ends");
        check(has_table(network.names().nft_table), "rules");
        check(*base::read_file(kForward) == "1\n", "forwarding");

        const unsigned index = RouteNetlink().find_link("berth-test").value().index;
        const auto second = network.prepare(engine.pid());
        check(second.has_value() && second->subnet == first->subnet, "the same addresses again");
        check(RouteNetlink().find_link("berth-test")->index == index, "the same link again");

        RouteNetlink inside = RouteNetlink::inside(base::NamespaceFd(engine.pid(), "net"));
        const auto eth0 = inside.find_link("eth0");
        check(eth0 && eth0->up && inside.address_of(eth0->index)->first == first->engine, "the engine's end");

        EngineNetwork other("other", "", run / "berth-other");
        const EngineProcess other_engine;
        const auto beside = other.prepare(other_engine.pid());
        check(beside.has_value() && beside->subnet.to_text() == "192.168.65.4/30",
              "a second instance beside it");
        other.release();
        check(*base::read_file(kForward) == "1\n", "forwarding, for the first instance needs it still");

        network.release();
        check(*base::read_file(kForward) == off, "forwarding as it was before the first instance");
        network.release();
        check(!network.present().addresses && !has_table(network.names().nft_table), "nothing left");
        check(!inside.find_link("eth0"), "nothing left in the engine");
    });
    CHECK(problems == std::vector<std::string>{});
}

TEST_CASE("a link of an engine that is gone is replaced", "[root]")
{
    if (may_not_run()) {
        return;
    }
    bool replaced = false;
    in_a_host_of_its_own([&] {
        const test::TempDir run;
        EngineNetwork network("test", "10.77.0.0/30", run / "berth-test");
        const EngineProcess engine;
        {
            const EngineProcess former;
            (void)network.prepare(former.pid());
        }
        const auto addresses = network.prepare(engine.pid());
        replaced = addresses.has_value() && network.present().why.empty();
        network.release();
    });
    CHECK(replaced);
}
