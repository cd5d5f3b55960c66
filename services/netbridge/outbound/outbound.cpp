// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/outbound/outbound.hpp"

#include <algorithm>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "base/linux/descriptor_limit.hpp"
#include "base/linux/unused_memory.hpp"
#include "services/netbridge/outbound/echo_outbound.hpp"
#include "services/netbridge/outbound/outside.hpp"
#include "services/netbridge/outbound/packet_gate.hpp"
#include "services/netbridge/outbound/tcp_outbound.hpp"
#include "services/netbridge/outbound/udp_outbound.hpp"
#include "services/netbridge/stream/data_thread.hpp"
#include "services/netbridge/stream/join.hpp"

namespace berth::netbridge {
namespace {

constexpr std::chrono::milliseconds kMemoryInterval{5000};

/// A flow has two sockets; half of all descriptors are left to everybody else.
UdpOutbound::Limits udp_limits()
{
    UdpOutbound::Limits limits;
    limits.flows = std::min(limits.flows, base::descriptor_limit() / 4);
    return limits;
}

} // namespace

struct Outbound::Implementation {
    Implementation(base::NamespaceFd engine_namespace, const UserAddresses& the_addresses,
                   std::unique_ptr<Outward> the_outward)
        : engine(std::move(engine_namespace)), addresses(the_addresses), outward(std::move(the_outward))
    {}

    void begin(EngineEnd end)
    {
        const asio::any_io_executor executor = thread.context().get_executor();
        outward->begin(thread.context());
        outside.emplace(thread.context(), addresses, *outward);
        gate.emplace(executor, std::move(end.device), std::move(end.raw_v4), std::move(end.raw_v6));
        tcp.emplace(executor, *gate, streams, [this](IpEndpoint asked) { return outside->connect(asked); });
        udp.emplace(
            executor, *gate, [this](IpEndpoint asked) { return outside->connect_datagrams(asked); },
            [this](const FlowEnds& flow) { return open_datagrams_inside(engine, flow); }, udp_limits());
        echo.emplace(executor, *gate, [this](IpAddress asked, std::string payload) {
            return outside->ask(asked, std::move(payload));
        });
        tcp->accept_at(std::move(end.listener_v4));
        tcp->accept_at(std::move(end.listener_v6));
        asio::co_spawn(executor, return_memory(), asio::detached);
        asio::co_spawn(executor, gate->read_packets([this](std::string_view packet) { on_packet(packet); }),
                       asio::detached);
    }

    void stop()
    {
        if (gate) {
            gate->close();
        }
        tcp.reset();
        udp.reset();
        outward->end();
    }

    /// After a crowd.
    asio::awaitable<void> return_memory()
    {
        constexpr std::size_t kCrowd = 256;
        std::size_t most = 0;
        while (tcp) {
            co_await passes(kMemoryInterval);
            const std::size_t now = streams.open() + (udp ? udp->flows() : 0);
            if (most > kCrowd && now < most / 2) {
                base::return_unused_memory();
                most = now;
            }
            most = std::max(most, now);
        }
    }

    void on_packet(std::string_view packet)
    {
        const std::optional<Packet> parsed = parse_packet(packet);
        if (!parsed || !tcp) {
            ++gate->counters().malformed;
        } else if (const auto* segment = std::get_if<TcpPacket>(&*parsed)) {
            tcp->on_packet(packet, *segment);
        } else if (const auto* datagram = std::get_if<UdpPacket>(&*parsed)) {
            udp->on_packet(packet, *datagram);
        } else if (const auto* request = std::get_if<EchoPacket>(&*parsed)) {
            echo->on_packet(packet, *request);
        } else {
            ++gate->counters().malformed;
        }
    }

    const base::NamespaceFd engine;
    const UserAddresses addresses;
    const std::unique_ptr<Outward> outward; // outlives the thread, as all that its handlers use
    std::optional<Outside> outside;
    StreamTable streams;
    std::optional<PacketGate> gate;
    DataThread thread;
    std::optional<TcpOutbound> tcp; // made and destroyed on the thread
    std::optional<UdpOutbound> udp;
    std::optional<EchoOutbound> echo;
};

Outbound::Outbound(base::NamespaceFd engine, const UserAddresses& addresses, EngineEnd end,
                   std::unique_ptr<Outward> outward)
    : implementation_(std::make_unique<Implementation>(std::move(engine), addresses, std::move(outward)))
{
    implementation_->thread.run([&] { implementation_->begin(std::move(end)); });
}

Outbound::~Outbound()
{
    implementation_->thread.run([this] { implementation_->stop(); });
}

OutboundCounters Outbound::counters() const
{
    OutboundCounters all;
    Implementation& self = *implementation_;
    self.thread.run([&] {
        if (!self.tcp) {
            return; // given away
        }
        const DnsCounters dns = self.outward->dns_counters();
        all = {.dns_queries = dns.queries,
               .dns_local = dns.local,
               .dns_cached = dns.cached,
               .dns_failed = dns.failed,
               .tcp_connected = self.tcp->counters().connected,
               .tcp_failed = self.tcp->counters().failed,
               .tcp_open = self.streams.open(),
               .tcp_bytes = self.streams.bytes,
               .udp_flows = self.udp->counters().flows,
               .udp_open = self.udp->flows(),
               .udp_sent = self.udp->counters().sent,
               .udp_received = self.udp->counters().received,
               .echo_asked = self.echo->counters().asked,
               .echo_answered = self.echo->counters().answered,
               .refused = self.gate->counters().refused,
               .crowded_out = self.tcp->counters().crowded_out + self.udp->counters().crowded_out +
                              self.echo->counters().crowded_out,
               .malformed = self.gate->counters().malformed};
    });
    return all;
}

std::vector<StreamParts> Outbound::give_streams_away()
{
    std::vector<StreamParts> all;
    implementation_->thread.run([&] {
        implementation_->stop();
        all = implementation_->streams.give_away();
    });
    return all;
}

} // namespace berth::netbridge
