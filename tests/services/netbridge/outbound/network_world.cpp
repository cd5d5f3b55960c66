// SPDX-License-Identifier: Apache-2.0
#include "tests/services/netbridge/outbound/network_world.hpp"

#include <exception>
#include <sstream>
#include <thread>

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include "base/error.hpp"
#include "services/netbridge/kernel_net/nft_rules.hpp"
#include "services/netbridge/outbound/host_outward.hpp"

namespace berth::netbridge::test {
namespace {

std::string namespace_of(const std::string& pid)
{
    return std::filesystem::read_symlink("/proc/" + pid + "/ns/net").string();
}

/// In a network namespace of its own.
base::Child sleeping_process()
{
    auto child = base::Child::spawn({.program = "/usr/bin/unshare", .arguments = {"--net", "sleep", "120"}});
    const std::string own = namespace_of("self");
    for (int i = 0; i < 50000 && namespace_of(std::to_string(child.pid())) == own; ++i) {
        ::sched_yield(); // until unshare(1) has done its work
    }
    return child;
}

/// As dockerd has them, for one bridge.
constexpr const char* kDockersRules = R"(
table ip nat {
    chain post {
        type nat hook postrouting priority srcnat;
        ip saddr 172.17.0.0/16 oifname != "docker0" masquerade
    }
}
table inet filter {
    chain forward {
        type filter hook forward priority filter; policy drop;
        oifname "docker0" ct state established,related accept
        iifname "docker0" oifname != "docker0" accept
        iifname "docker0" oifname "docker0" accept
    }
}
)";

base::UniqueFd copy_of(const base::UniqueFd& fd)
{
    return base::UniqueFd(::fcntl(fd.get(), F_DUPFD_CLOEXEC, 0));
}

} // namespace

bool may_not_run()
{
    if (::geteuid() != 0) {
        WARN("skipped: needs root to make network namespaces");
        return true;
    }
    if (const std::string problem = user_mode_problem(); !problem.empty()) {
        WARN("skipped: this machine cannot have the user mode: " << problem);
        return true;
    }
    return false;
}

NetworkWorld::NetworkWorld()
    : host_process_(sleeping_process()), engine_process_(sleeping_process()),
      container_process_(sleeping_process()), host_(host_process_.pid(), "net"),
      engine_(engine_process_.pid(), "net"), container_(container_process_.pid(), "net")
{
    on_host([] {
        run_there("ip link set lo up");
        run_there(std::string("ip address add ") + kPlaceV4 + "/32 dev lo");
        run_there(std::string("ip address add ") + kPlaceV6 + "/128 dev lo");
        run_there("ip route add unreachable 198.51.100.0/24");
        run_there("ip route add prohibit 192.0.2.0/24");
    });
    in_engine([&] {
        run_there("sysctl -q -w net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1");
        run_there("ip link add docker0 type bridge");
        run_there("ip address add 172.17.0.1/16 dev docker0");
        run_there("ip address add fd00:17::1/64 dev docker0 nodad");
        run_there("ip link set docker0 up");
        run_there("ip link add veth0 type veth peer name eth0 netns " +
                  std::to_string(container_process_.pid()));
        run_there("ip link set veth0 master docker0 up");
        apply_nft_rules(kDockersRules);
    });
    in_container([] {
        run_there("ip link set lo up");
        run_there("ip address add 172.17.0.2/16 dev eth0");
        run_there("ip address add fd00:17::2/64 dev eth0 nodad");
        run_there("ip link set eth0 up");
        run_there("ip route add default via 172.17.0.1");
        run_there("ip -6 route add default via fd00:17::1");
    });
}

void NetworkWorld::run_there(const std::string& command_line)
{
    std::istringstream words(command_line);
    base::ProcessSpec spec{.program = "/usr/bin/env", .arguments = {}};
    for (std::string word; words >> word;) {
        spec.arguments.push_back(word);
    }
    const base::Completed completed = base::run(spec, std::chrono::milliseconds{10000});
    if (!completed.status.success()) {
        throw base::Error(command_line + ": " + completed.error_output);
    }
}

void NetworkWorld::on(const base::NamespaceFd& network, const std::function<void()>& function)
{
    std::exception_ptr failed;
    std::thread([&] {
        try {
            network.enter();
            function();
        } catch (...) {
            failed = std::current_exception();
        }
    }).join();
    if (failed) {
        std::rethrow_exception(failed);
    }
}

EngineEnd NetworkWorld::kept() const
{
    return {.device = copy_of(kept_.device),
            .listener_v4 = copy_of(kept_.listener_v4),
            .listener_v6 = copy_of(kept_.listener_v6),
            .raw_v4 = {},
            .raw_v6 = {}};
}

std::unique_ptr<Outbound> NetworkWorld::connect(EngineEnd before) const
{
    std::unique_ptr<Outbound> outbound;
    DnsSettings settings = resolver;
    settings.names = engine_names(addresses);
    on_host([&] {
        EngineEnd end = open_engine_end(engine_, addresses, std::move(before));
        kept_ = {.device = copy_of(end.device),
                 .listener_v4 = copy_of(end.listener_v4),
                 .listener_v6 = copy_of(end.listener_v6),
                 .raw_v4 = {},
                 .raw_v6 = {}};
        outbound = std::make_unique<Outbound>(base::NamespaceFd(engine_process_.pid(), "net"), addresses,
                                              std::move(end), std::make_unique<HostOutward>(settings));
    });
    return outbound;
}

} // namespace berth::netbridge::test
