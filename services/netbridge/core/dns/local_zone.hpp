// SPDX-License-Identifier: Apache-2.0
// Theory. Some names no server is asked for. In this order, the first that knows a name decides:
// 1. docker.internal and all below it: the engine's own names, given as a table, and no others. Were one sent
//    on, somebody else's server could say where a container finds its host.
// 2. localhost and all below it (RFC 6761 6.3): the container's own loopback.
// 3. The host's hosts file. It knows addresses only, so other types of its names are asked for as ever; of
//    two kinds of addresses the one that it does not have does not exist, as for the host's own programs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/netbridge/core/dns/answer.hpp"
#include "services/netbridge/core/dns/hosts_file.hpp"

namespace berth::netbridge::dns {

/// A name below docker.internal, as text, and its addresses in network order, as containers see them.
struct EngineName {
    std::string name;
    std::vector<std::string> addresses;
};

class LocalZone {
public:
    explicit LocalZone(const std::vector<EngineName>& names);

    void set_hosts(KnownNames hosts) { hosts_ = std::move(hosts); }

    /// std::nullopt: a server has to be asked.
    std::optional<OwnAnswer> look_up(const Query& query) const;

private:
    std::optional<OwnAnswer> look_up_address(const Query& query) const;

    KnownNames engine_;
    KnownNames loopback_;
    KnownNames hosts_;
};

} // namespace berth::netbridge::dns
