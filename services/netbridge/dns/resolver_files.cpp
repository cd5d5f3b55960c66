// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/dns/resolver_files.hpp"

#include "base/files.hpp"
#include "services/netbridge/core/resolv_conf.hpp"

namespace berth::netbridge::dns {
namespace {

constexpr std::size_t kMaxServers = 3;             // MAXNS of resolv.h
constexpr std::size_t kMaxHostsBytes = 16U << 20U; // lists of advertisers have a few

/// The text, where the file is not the one of the stamp. The stamp is taken first: a file that is written
/// while it is read looks changed at the next call.
std::optional<std::string> changed_text(const std::filesystem::path& path, std::optional<FileStamp>& stamp,
                                        std::size_t limit_bytes)
{
    const FileStamp now = stamp_of(path);
    if (stamp == now) {
        return std::nullopt;
    }
    stamp = now;
    const auto text = base::read_file(path, limit_bytes);
    return text ? *text : "";
}

std::optional<std::string> read_address(std::string_view text)
{
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(text, error);
    if (error || (address.is_v6() && address.to_v6().scope_id() != 0)) {
        return std::nullopt;
    }
    const auto in_network_order = [](const auto& bytes) { return std::string(bytes.begin(), bytes.end()); };
    return address.is_v4() ? in_network_order(address.to_v4().to_bytes())
                           : in_network_order(address.to_v6().to_bytes());
}

} // namespace

ResolverFiles::ResolverFiles(std::filesystem::path resolv_conf, std::filesystem::path hosts)
    : resolv_conf_(std::move(resolv_conf)), hosts_(std::move(hosts))
{}

std::optional<NameServers> ResolverFiles::changed_servers()
{
    constexpr std::size_t kMaxBytes = 1U << 20U;
    const auto text = changed_text(resolv_conf_, resolv_conf_stamp_, kMaxBytes);
    if (!text) {
        return std::nullopt;
    }
    const ResolvConf conf = parse_resolv_conf(*text);
    NameServers servers{.addresses = {}, .timeout = conf.timeout, .attempts = conf.attempts};
    for (const std::string& server : conf.servers) {
        boost::system::error_code error;
        const auto address = boost::asio::ip::make_address(server, error);
        if (!error && servers.addresses.size() < kMaxServers) {
            servers.addresses.push_back(address);
        }
    }
    if (servers.addresses.empty()) {
        servers.addresses.push_back(boost::asio::ip::address_v4::loopback());
    }
    return servers;
}

std::optional<KnownNames> ResolverFiles::changed_hosts()
{
    const auto text = changed_text(hosts_, hosts_stamp_, kMaxHostsBytes);
    return text ? std::optional(parse_hosts(*text, read_address)) : std::nullopt;
}

} // namespace berth::netbridge::dns
