// SPDX-License-Identifier: Apache-2.0
// The setting is that of a network namespace of the test's own; instances are directories.
#include "services/netbridge/host/network/ip_forwarding.hpp"

#include <exception>
#include <functional>
#include <thread>

#include <catch2/catch.hpp>
#include <sched.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "tests/support/temp_dir.hpp"

using namespace berth;
using netbridge::IpForwarding;

namespace {

constexpr const char* kSetting = "/proc/sys/net/ipv4/ip_forward";

struct Machine {
    explicit Machine(const std::string& value) { set(value); }
    void set(const std::string& value) const { base::write_existing(kSetting, value + "\n"); }
    std::string now() const { return base::read_file(kSetting).value().substr(0, 1); }
    IpForwarding instance(const std::string& name) const { return IpForwarding(run / name); }
    test::TempDir run;
};

/// What the function saw on a thread in a fresh network namespace; std::nullopt without root.
template <class Function>
std::optional<std::string> seen_in_a_namespace_of_its_own(Function function)
{
    if (::geteuid() != 0) {
        WARN("skipped: needs root to make network namespaces");
        return std::nullopt;
    }
    std::string seen;
    std::exception_ptr failed;
    std::thread([&] {
        try {
            if (::unshare(CLONE_NEWNET) != 0) {
                throw base::SystemError("making a network namespace");
            }
            seen = function();
        } catch (...) {
            failed = std::current_exception();
        }
    }).join();
    if (failed) {
        std::rethrow_exception(failed);
    }
    return seen;
}

void expect_seen(const std::string& expected, const std::function<std::string()>& function)
{
    if (const auto seen = seen_in_a_namespace_of_its_own(function)) {
        CHECK(*seen == expected);
    }
}

} // namespace

TEST_CASE("forwarding is on while an instance runs, and off again when it was off before", "[root]")
{
    expect_seen("1 0", [] {
        const Machine machine("0");
        machine.instance("berth-a").switch_on();
        const std::string during = machine.now();
        machine.instance("berth-a").restore();
        return during + " " + machine.now();
    });
}

TEST_CASE("forwarding that was on before stays on", "[root]")
{
    expect_seen("1 1", [] {
        const Machine machine("1");
        machine.instance("berth-a").switch_on();
        const std::string during = machine.now();
        machine.instance("berth-a").restore();
        return during + " " + machine.now();
    });
}

TEST_CASE("a service that is started again in between does not take its own setting for the machine's",
          "[root]")
{
    expect_seen("0", [] {
        const Machine machine("0");
        machine.instance("berth-a").switch_on();
        machine.instance("berth-a").switch_on(); // another process, after the first one was killed
        machine.instance("berth-a").restore();
        return machine.now();
    });
}

TEST_CASE("the last of several instances restores what was before the first, in whatever order they go",
          "[root]")
{
    for (const bool first_goes_first : {true, false}) {
        expect_seen("1 0", [&] {
            const Machine machine("0");
            machine.instance("berth").switch_on();
            machine.instance("berth-b").switch_on();
            machine.instance(first_goes_first ? "berth" : "berth-b").restore();
            const std::string between = machine.now();
            machine.instance(first_goes_first ? "berth-b" : "berth").restore();
            return between + " " + machine.now();
        });
    }
}

TEST_CASE("without a record nothing is restored", "[root]")
{
    expect_seen("1", [] {
        const Machine machine("1");
        machine.instance("berth-a").restore();
        machine.instance("berth-a").restore();
        return machine.now();
    });
}
