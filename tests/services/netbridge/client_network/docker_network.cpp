// SPDX-License-Identifier: Apache-2.0
#include "docker_network.hpp"

#include "base/files.hpp"
#include "services/netbridge/kernel_net/nft_rules.hpp"
#include "services/netbridge/kernel_net/route_netlink.hpp"

namespace berth::netbridge::test {
namespace {

/// What dockerd 26 writes with iptables and ip6tables for `-p 8080:80 -p 8080:80/udp`.
constexpr const char* kDockerRules = R"(
table FAMILY filter {
    chain DOCKER {
        FAMILY daddr CONTAINER iifname != "docker0" oifname "docker0" tcp dport 80 accept
        FAMILY daddr CONTAINER iifname != "docker0" oifname "docker0" udp dport 80 accept
    }
    chain FORWARD {
        type filter hook forward priority filter; policy drop;
        oifname "docker0" ct state related,established accept
        oifname "docker0" jump DOCKER
        iifname "docker0" oifname != "docker0" accept
        iifname "docker0" oifname "docker0" accept
    }
}
table FAMILY nat {
    chain DOCKER {
        iifname "docker0" return
        iifname != "docker0" tcp dport 8080 dnat to CONTAINER:80
        iifname != "docker0" udp dport 8080 dnat to CONTAINER:80
    }
    chain PREROUTING {
        type nat hook prerouting priority dstnat; policy accept;
        fib daddr type local jump DOCKER
    }
    chain OUTPUT {
        type nat hook output priority -100; policy accept;
        FAMILY daddr != LOOPBACK fib daddr type local jump DOCKER
    }
    chain POSTROUTING {
        type nat hook postrouting priority srcnat; policy accept;
        FAMILY saddr SUBNET oifname != "docker0" masquerade
        FAMILY saddr CONTAINER FAMILY daddr CONTAINER tcp dport 80 masquerade
        FAMILY saddr CONTAINER FAMILY daddr CONTAINER udp dport 80 masquerade
    }
}
)";

std::string replaced(std::string text, const std::string& what, const std::string& with)
{
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
    return text;
}

std::string docker_rules(const std::string& family, const std::string& container, const std::string& subnet,
                         const std::string& loopback)
{
    std::string rules =
        replaced(kDockerRules, "CONTAINER:80", (family == "ip6" ? "[" + container + "]" : container) + ":80");
    rules = replaced(rules, "CONTAINER", container);
    rules = replaced(rules, "SUBNET", subnet);
    rules = replaced(rules, "LOOPBACK", loopback);
    return replaced(rules, "FAMILY", family);
}

} // namespace

void make_docker_network(const NetworkNamespace& outside, const NetworkNamespace& engine,
                         const NetworkNamespace& container)
{
    engine.run([&] {
        const std::string on = "1\n";
        base::write_existing("/proc/sys/net/ipv4/ip_forward", on);
        base::write_existing("/proc/sys/net/ipv6/conf/all/forwarding", on);
        base::write_existing("/proc/sys/net/ipv4/conf/all/rp_filter", on);     // strict
        base::write_existing("/proc/sys/net/ipv4/conf/default/rp_filter", on); // of interfaces to come
        // Else the bridge has no address of its link for a second, and asks for no neighbour of IPv6
        // meanwhile.
        base::write_existing("/proc/sys/net/ipv6/conf/default/accept_dad", "0\n");
        RouteNetlink links;
        links.create_veth("eth0", "engine", outside.get());
        links.create_veth("veth1", "eth0", container.get());
    });
    outside.ip("link set engine up\n"
               "addr add 192.168.65.1/30 dev engine\n"
               "addr add fd65::1/64 dev engine nodad\n");
    engine.ip("link add docker0 type bridge\n"
              "link set veth1 master docker0\n"
              "link set veth1 up\n"
              "link set docker0 up\n"
              "link set eth0 up\n"
              "addr add 192.168.65.2/30 dev eth0\n"
              "addr add fd65::2/64 dev eth0 nodad\n"
              "addr add 172.17.0.1/16 dev docker0\n"
              "addr add fd17::1/64 dev docker0 nodad\n"
              "route add default via 192.168.65.1\n"
              "-6 route add default via fd65::1\n");
    container.ip("link set lo up\n"
                 "link set eth0 up\n"
                 "addr add 172.17.0.2/16 dev eth0\n"
                 "addr add fd17::2/64 dev eth0 nodad\n"
                 "route add default via 172.17.0.1\n"
                 "-6 route add default via fd17::1\n");
    engine.run([] {
        apply_nft_rules(docker_rules("ip", "172.17.0.2", "172.17.0.0/16", "127.0.0.0/8"));
        apply_nft_rules(docker_rules("ip6", "fd17::2", "fd17::/64", "::1"));
    });
}

} // namespace berth::netbridge::test
