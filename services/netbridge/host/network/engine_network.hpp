// SPDX-License-Identifier: Apache-2.0
// The kernel mode of the engine's network: a veth pair between the host's and the engine's network namespace,
// and NAT in an nft table of this instance's own.
//
// Everything is named after the instance and found again by name: nothing is remembered, so a service that
// was restarted, or killed, takes over what is there. The one exception is the host's net.ipv4.ip_forward,
// whose earlier value is in a record (ip_forwarding.hpp).
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <sys/types.h>

#include "base/result.hpp"
#include "services/netbridge/core/ipv4.hpp"
#include "services/netbridge/core/link_names.hpp"
#include "services/netbridge/host/network/ip_forwarding.hpp"

namespace berth::netbridge {

class EngineNetwork {
public:
    /// `subnet` is the setting network.subnet; may be empty. `run_dir` is the instance's.
    EngineNetwork(const std::string& instance, std::string subnet, std::filesystem::path run_dir);

    /// Makes what is missing; safe to repeat. The pid is read in the caller's pid namespace.
    base::Result<LinkAddresses> prepare(pid_t engine_pid);
    /// Takes link and rules away and restores the host's setting; nothing there is good too. Throws
    /// SystemError or Error.
    void release();

    /// Looked up now.
    struct Present {
        std::optional<LinkAddresses> addresses; ///< none: no link
        std::string why;                        ///< empty when the link is up at both ends
    };
    Present present() const;

    const LinkNames& names() const { return names_; }

private:
    LinkNames names_;
    std::string wanted_subnet_;
    IpForwarding forwarding_;
};

} // namespace berth::netbridge
