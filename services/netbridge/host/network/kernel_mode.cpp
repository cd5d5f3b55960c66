// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/network/kernel_mode.hpp"

#include "base/files.hpp"
#include "services/netbridge/core/resolv_conf.hpp"

namespace berth::netbridge {
namespace {

std::string text_of_file(const std::string& path)
{
    const auto text = base::read_file(path);
    return text ? *text : "";
}

ResolvConf engine_resolver()
{
    return engine_resolv_conf(text_of_file("/etc/resolv.conf"),
                              text_of_file("/run/systemd/resolve/resolv.conf"));
}

} // namespace

KernelMode::KernelMode(const base::Instance& instance, const std::string& subnet, std::string instead)
    : network_(instance.name(), subnet, instance.run_dir()), instead_(std::move(instead))
{}

base::Result<std::string> KernelMode::prepare(int engine_pid)
{
    const auto addresses = network_.prepare(engine_pid);
    if (!addresses) {
        return addresses.error();
    }
    return ipv4_text(addresses->host) + " is " + ipv4_text(addresses->engine) + " there";
}

v1::NetworkStatus KernelMode::status() const
{
    v1::NetworkStatus status;
    status.set_mode("kernel");
    status.set_host_interface(network_.names().host_interface);
    const EngineNetwork::Present present = network_.present();
    status.set_why(present.why);
    if (present.addresses) {
        status.set_host_address(ipv4_text(present.addresses->host));
        status.set_engine_address(ipv4_text(present.addresses->engine));
        status.set_subnet(present.addresses->subnet.to_text());
    }
    const ResolvConf resolver = engine_resolver();
    status.set_resolv_conf(to_text(resolver));
    if (resolver.servers.empty()) {
        status.set_hint("the host's DNS servers are on its loopback, where the engine cannot reach them: "
                        "name one in /etc/resolv.conf, set \"dns\" in engine.daemon_json, or set "
                        "network.mode to \"user\"");
    }
    if (!instead_.empty()) {
        status.set_hint("network.mode is \"user\", which this machine cannot have: " + instead_);
    }
    return status;
}

} // namespace berth::netbridge
