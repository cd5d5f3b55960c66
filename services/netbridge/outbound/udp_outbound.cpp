// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/outbound/udp_outbound.hpp"

#include <deque>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>

#include "base/error.hpp"
#include "services/netbridge/core/flow_table.hpp"
#include "services/netbridge/outbound/packet_gate.hpp"
#include "services/netbridge/stream/transfer.hpp"

namespace berth::netbridge {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint16_t kDnsPort = 53;

struct Flow {
    FlowEnds ends;
    std::optional<DatagramSocket> outside;
    std::optional<DatagramSocket> inside;
    std::deque<std::string> waiting; ///< for the outside
    std::uint64_t sent = 0;          ///< datagrams
    std::uint64_t received = 0;
    bool over = false; ///< no longer in the table
};
using FlowPtr = std::shared_ptr<Flow>;

void end_flow(Flow& flow)
{
    flow.over = true;
    for (auto* socket : {&flow.outside, &flow.inside}) {
        if (*socket) {
            ErrorCode ignored; // it only wakes whoever waits there
            (*socket)->cancel(ignored);
        }
    }
}

} // namespace

struct UdpOutbound::State : std::enable_shared_from_this<State> {
    State(asio::any_io_executor the_executor, PacketGate& the_gate, Connect to_connect, OpenInside to_open,
          Limits the_limits)
        : executor(std::move(the_executor)), gate(the_gate), connect(std::move(to_connect)),
          open_inside(std::move(to_open)), limits(the_limits), flows(the_limits.flows)
    {}

    void begin(std::string_view packet, const UdpPacket& udp)
    {
        auto flow =
            std::make_shared<Flow>(Flow{.ends = udp.ends, .outside = {}, .inside = {}, .waiting = {}});
        flow->waiting.emplace_back(udp.payload);
        if (const auto oldest = flows.add(udp.ends, flow, Clock::now())) {
            ++counters.crowded_out;
            end_flow(**oldest);
        }
        ++counters.flows;
        asio::co_spawn(executor, run(shared_from_this(), flow, std::string(packet)), asio::detached);
    }

    static asio::awaitable<void> run(std::shared_ptr<State> self, FlowPtr flow, std::string packet)
    {
        using namespace asio::experimental::awaitable_operators;
        auto connecting = self->connect(flow->ends.outside);
        auto outside = co_await std::move(connecting);
        if (flow->over) {
            co_return;
        }
        if (outside.error != 0) {
            self->gate.refuse(packet, refusal_of(outside.error));
        } else if (self->open(*flow, std::move(outside.socket))) {
            co_await (self->pass(flow, *flow->inside, *flow->outside) &&
                      self->pass(flow, *flow->outside, *flow->inside));
        }
        self->end(*flow);
    }

    bool open(Flow& flow, DatagramSocket outside)
    {
        try {
            flow.inside.emplace(adopt_datagrams(executor, open_inside(flow.ends)));
        } catch (const base::SystemError&) {
            return false; // no descriptor, or an engine that goes: lost as packets are lost
        }
        flow.outside.emplace(std::move(outside));
        for (const std::string& datagram : std::exchange(flow.waiting, {})) {
            send_outside(flow, datagram);
        }
        return true;
    }

    void send_outside(Flow& flow, std::string_view datagram)
    {
        tell(flow, send_datagram(*flow.outside, datagram));
        count(flow, *flow.outside);
    }

    void count(Flow& flow, const DatagramSocket& to)
    {
        const bool is_out = &to == &*flow.outside;
        ++(is_out ? flow.sent : flow.received);
        ++(is_out ? counters.sent : counters.received);
    }

    /// Until the flow is over.
    asio::awaitable<void> pass(FlowPtr flow, DatagramSocket& from, DatagramSocket& to)
    {
        using namespace asio::experimental::awaitable_operators;
        for (int round = 1; !flow->over; ++round) {
            const Arrival arrival = receive_datagram(from);
            if (arrival.datagram) {
                (void)flows.use(flow->ends, Clock::now());
                tell_if_outside(*flow, to, send_datagram(to, *arrival.datagram));
                count(*flow, to);
            } else if (arrival.error != 0) {
                tell_if_outside(*flow, from, arrival.error);
            } else {
                const auto left = time_left(*flow);
                if (left.count() <= 0 || is_over(from)) {
                    end(*flow);
                    co_return;
                }
                ErrorCode error;
                co_await (from.async_wait(DatagramSocket::wait_read, into(error)) || passes(left));
            }
            if (round % kRoundsPerTurn == 0) {
                co_await asio::post(asio::use_awaitable);
            }
        }
    }

    void tell_if_outside(const Flow& flow, const DatagramSocket& socket, int error)
    {
        if (&socket == &*flow.outside) {
            tell(flow, error);
        }
    }

    /// What the outside has said about an earlier datagram.
    void tell(const Flow& flow, int error)
    {
        if (error != 0) {
            gate.refuse(datagram_head(flow.ends, 0), refusal_of(error));
        }
    }

    std::chrono::milliseconds time_left(const Flow& flow) const
    {
        const bool is_exchange = flow.sent > 1 && flow.received > 1;
        const bool is_answered = flow.ends.outside.port == kDnsPort && flow.received >= flow.sent;
        const auto idle = is_answered ? limits.idle_answered : is_exchange ? limits.idle : limits.idle_short;
        const auto used = flows.last_use(flow.ends).value_or(Clock::now() - idle);
        return std::chrono::ceil<std::chrono::milliseconds>(used + idle - Clock::now());
    }

    void end(Flow& flow)
    {
        if (!flow.over) {
            end_flow(flow);
            flows.remove(flow.ends);
        }
    }

    asio::any_io_executor executor;
    PacketGate& gate;
    const Connect connect;
    const OpenInside open_inside;
    const Limits limits;
    FlowTable<FlowEnds, FlowPtr> flows;
    Counters counters;
};

UdpOutbound::UdpOutbound(asio::any_io_executor executor, PacketGate& gate, Connect connect,
                         OpenInside open_inside, Limits limits)
    : state_(std::make_shared<State>(std::move(executor), gate, std::move(connect), std::move(open_inside),
                                     limits))
{}

UdpOutbound::~UdpOutbound()
{
    state_->flows.for_each([](const FlowPtr& flow) { end_flow(*flow); });
}

void UdpOutbound::on_packet(std::string_view packet, const UdpPacket& udp)
{
    const std::optional<FlowPtr> flow = state_->flows.use(udp.ends, Clock::now());
    if (!flow) {
        state_->begin(packet, udp);
    } else if ((*flow)->outside) {
        state_->send_outside(**flow, udp.payload);
    } else if ((*flow)->waiting.size() < state_->limits.waiting) {
        (*flow)->waiting.emplace_back(udp.payload);
    }
}

const UdpOutbound::Counters& UdpOutbound::counters() const
{
    return state_->counters;
}

std::size_t UdpOutbound::flows() const
{
    return state_->flows.size();
}

} // namespace berth::netbridge
