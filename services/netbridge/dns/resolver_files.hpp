// SPDX-License-Identifier: Apache-2.0
// The host's resolv.conf and hosts file, as they are now: both are looked at before each query, so that a
// container resolves as the host does from the moment that a VPN or a user has written them. For .cpp files
// of the data planes only.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include "services/netbridge/core/dns/hosts_file.hpp"
#include "services/netbridge/dns/file_stamp.hpp"

namespace berth::netbridge::dns {

struct NameServers {
    std::vector<boost::asio::ip::address> addresses; ///< in the order in which they are asked
    std::chrono::seconds timeout{5};
    unsigned attempts = 2;
};

class ResolverFiles {
public:
    ResolverFiles(std::filesystem::path resolv_conf, std::filesystem::path hosts);

    /// The servers, where their file has changed since the last call; as glibc's resolver reads it: three
    /// servers at most, and the machine itself where none is named or the file cannot be read.
    std::optional<NameServers> changed_servers();

    /// The hosts file's names, where it has changed since the last call; none where it cannot be read.
    std::optional<KnownNames> changed_hosts();

private:
    std::filesystem::path resolv_conf_;
    std::filesystem::path hosts_;
    std::optional<FileStamp> resolv_conf_stamp_; ///< of what was read
    std::optional<FileStamp> hosts_stamp_;
};

} // namespace berth::netbridge::dns
