// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/host/network_probe_linux.hpp"

#include <array>
#include <cerrno>
#include <memory>
#include <string>
#include <thread>

#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter_ipv4.h>
#include <linux/rtnetlink.h>
#include <sched.h>

#include "base/error.hpp"

namespace berth::lifecycle {
namespace {

using Buffer = std::array<char, 4096>;

constexpr const char* kTable = "berth-probe";
constexpr std::uint32_t kSourceNatPriority = 100; // NF_IP_PRI_NAT_SRC

struct CloseSocket {
    void operator()(mnl_socket* socket) const { (void)mnl_socket_close(socket); } // nothing to be lost
};
using Socket = std::unique_ptr<mnl_socket, CloseSocket>;

Trial failure()
{
    return {base::errno_text(errno)};
}

Socket open_netlink(int protocol)
{
    Socket socket(mnl_socket_open2(protocol, SOCK_CLOEXEC));
    if (socket && mnl_socket_bind(socket.get(), 0, MNL_SOCKET_AUTOPID) != 0) {
        socket.reset();
    }
    return socket;
}

/// Sends, and reads acknowledgements until the first error or the last sequence number. The kernel answers
/// netlink requests while they are sent, so the answers are there already and nothing is waited for.
Trial exchange(mnl_socket* socket, const void* request, std::size_t size, unsigned last_sequence)
{
    if (mnl_socket_sendto(socket, request, size) < 0) {
        return failure();
    }
    Buffer answer{};
    for (unsigned acknowledged = 0; acknowledged < last_sequence;) {
        const ssize_t got = ::recv(mnl_socket_get_fd(socket), answer.data(), answer.size(), MSG_DONTWAIT);
        if (got < 0) {
            return failure();
        }
        int left = static_cast<int>(got);
        for (const auto* header = reinterpret_cast<const nlmsghdr*>(answer.data());
             mnl_nlmsg_ok(header, left); header = mnl_nlmsg_next(header, &left)) {
            if (header->nlmsg_type != NLMSG_ERROR) {
                continue;
            }
            const auto* outcome = static_cast<const nlmsgerr*>(mnl_nlmsg_get_payload(header));
            if (outcome->error != 0) {
                return {base::errno_text(-outcome->error)};
            }
            acknowledged = header->nlmsg_seq;
        }
    }
    return {};
}

Trial try_link(const char* kind)
{
    const Socket socket = open_netlink(NETLINK_ROUTE);
    if (!socket) {
        return failure();
    }
    Buffer buffer{};
    nlmsghdr* header = mnl_nlmsg_put_header(buffer.data());
    header->nlmsg_type = RTM_NEWLINK;
    header->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL;
    header->nlmsg_seq = 1;
    mnl_nlmsg_put_extra_header(header, sizeof(ifinfomsg));
    nlattr* link = mnl_attr_nest_start(header, IFLA_LINKINFO);
    mnl_attr_put_strz(header, IFLA_INFO_KIND, kind);
    mnl_attr_nest_end(header, link);
    return exchange(socket.get(), header, header->nlmsg_len, 1);
}

nlmsghdr* put_nftables(mnl_nlmsg_batch* batch, unsigned type, unsigned flags, std::uint32_t sequence)
{
    nlmsghdr* header = mnl_nlmsg_put_header(mnl_nlmsg_batch_current(batch));
    const bool is_frame = type == NFNL_MSG_BATCH_BEGIN || type == NFNL_MSG_BATCH_END;
    header->nlmsg_type = static_cast<std::uint16_t>(is_frame ? type : (NFNL_SUBSYS_NFTABLES << 8U) | type);
    header->nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags);
    header->nlmsg_seq = sequence;
    auto* extra = static_cast<nfgenmsg*>(mnl_nlmsg_put_extra_header(header, sizeof(nfgenmsg)));
    extra->nfgen_family = is_frame ? AF_UNSPEC : NFPROTO_IPV4;
    extra->version = NFNETLINK_V0;
    extra->res_id = is_frame ? htons(NFNL_SUBSYS_NFTABLES) : 0;
    return header;
}

void put_nat_chain(nlmsghdr* header)
{
    mnl_attr_put_strz(header, NFTA_CHAIN_TABLE, kTable);
    mnl_attr_put_strz(header, NFTA_CHAIN_NAME, "postrouting");
    mnl_attr_put_strz(header, NFTA_CHAIN_TYPE, "nat");
    nlattr* hook = mnl_attr_nest_start(header, NFTA_CHAIN_HOOK);
    mnl_attr_put_u32(header, NFTA_HOOK_HOOKNUM, htonl(NF_INET_POST_ROUTING));
    mnl_attr_put_u32(header, NFTA_HOOK_PRIORITY, htonl(kSourceNatPriority));
    mnl_attr_nest_end(header, hook);
}

Trial try_nat_chain()
{
    const Socket socket = open_netlink(NETLINK_NETFILTER);
    if (!socket) {
        return failure();
    }
    Buffer buffer{};
    const std::unique_ptr<mnl_nlmsg_batch, void (*)(mnl_nlmsg_batch*)> batch(
        mnl_nlmsg_batch_start(buffer.data(), buffer.size() / 2), mnl_nlmsg_batch_stop);
    constexpr std::uint32_t kTableSequence = 1;
    constexpr std::uint32_t kChainSequence = 2;
    put_nftables(batch.get(), NFNL_MSG_BATCH_BEGIN, 0, 0);
    mnl_nlmsg_batch_next(batch.get());
    nlmsghdr* table = put_nftables(batch.get(), NFT_MSG_NEWTABLE, NLM_F_CREATE | NLM_F_ACK, kTableSequence);
    mnl_attr_put_strz(table, NFTA_TABLE_NAME, kTable);
    mnl_nlmsg_batch_next(batch.get());
    put_nat_chain(put_nftables(batch.get(), NFT_MSG_NEWCHAIN, NLM_F_CREATE | NLM_F_ACK, kChainSequence));
    mnl_nlmsg_batch_next(batch.get());
    put_nftables(batch.get(), NFNL_MSG_BATCH_END, 0, 3);
    mnl_nlmsg_batch_next(batch.get());
    return exchange(socket.get(), mnl_nlmsg_batch_head(batch.get()), mnl_nlmsg_batch_size(batch.get()),
                    kChainSequence);
}

NetworkTrials try_in_own_namespace()
{
    if (::unshare(CLONE_NEWNET) != 0) {
        const Trial no_namespace{"making a network namespace: " + base::errno_text(errno)};
        return {no_namespace, no_namespace, no_namespace};
    }
    return {.veth = try_link("veth"), .bridge = try_link("bridge"), .nf_tables = try_nat_chain()};
}

} // namespace

NetworkTrials try_network()
{
    NetworkTrials trials;
    std::thread([&] { trials = try_in_own_namespace(); }).join();
    return trials;
}

} // namespace berth::lifecycle
