// SPDX-License-Identifier: Apache-2.0
// A world of three network namespaces for a test: a host with places of its own, an engine with docker's
// rules, and a container behind its bridge. The machine's own network is not touched.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/child.hpp"
#include "base/linux/namespaces.hpp"
#include "services/netbridge/core/outbound/outside_places.hpp"
#include "services/netbridge/dns/dns_server.hpp"
#include "services/netbridge/outbound/outbound.hpp"

namespace berth::netbridge::test {

class NetworkWorld {
public:
    NetworkWorld();

    /// On a thread of the namespace; what it throws is thrown here.
    void on_host(const std::function<void()>& function) const { on(host_, function); }
    void in_engine(const std::function<void()>& function) const { on(engine_, function); }
    void in_container(const std::function<void()>& function) const { on(container_, function); }
    static void run_there(const std::string& command_line);

    /// Connects the engine by the user mode. `before` is of an earlier one.
    std::unique_ptr<Outbound> connect(EngineEnd before = {}) const;
    /// The same descriptors again, as the broker's store keeps them.
    EngineEnd kept() const;

    /// What connect() answers names by; the names are the engine's own.
    DnsSettings resolver;
    UserAddresses addresses = choose_user_addresses("", {}).value();

private:
    static void on(const base::NamespaceFd& network, const std::function<void()>& function);

    base::Child host_process_; ///< asleep; each has a namespace of its own
    base::Child engine_process_;
    base::Child container_process_;
    base::NamespaceFd host_;
    base::NamespaceFd engine_;
    base::NamespaceFd container_;
    mutable EngineEnd kept_;
};

/// Says so where it is the case: only root may make such a world, on a machine with TUN devices.
bool may_not_run();

/// Addresses of the host, digits.
inline constexpr const char* kPlaceV4 = "10.9.0.1";
inline constexpr const char* kPlaceV6 = "fd99::1";

} // namespace berth::netbridge::test
