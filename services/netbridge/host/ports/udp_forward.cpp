// SPDX-License-Identifier: Apache-2.0
// Theory. A flow is a client's address and the address of the host that it sends to. Its first datagram dials
// the container, inside the engine; from then on each flow has a socket of its own there, so answers find
// their client. UDP tells of no end: a flow ends when nobody has used it for a while, when there are too many
// and it is the oldest, or with the port. What has no room anywhere is lost, as it is on any way that
// datagrams go: nothing here waits for a slow container, and no flow waits for another.
#include "services/netbridge/host/ports/udp_forward.hpp"

#include <deque>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>

#include "services/netbridge/core/flow_table.hpp"
#include "services/netbridge/host/dialer.hpp"
#include "services/netbridge/host/ports/udp_port.hpp"
#include "services/netbridge/stream/transfer.hpp"

namespace berth::netbridge {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kUdpDialDeadline{10000};

struct Flow {
    UdpEnds ends;
    std::optional<DatagramSocket> container; ///< once it is dialled
    std::deque<std::string> waiting;         ///< until then
    bool over = false;                       ///< no longer in the table
};
using FlowPtr = std::shared_ptr<Flow>;

/// Shared by the coroutines of the port and of its flows.
struct State {
    UdpLimits limits;
    ForwardParts parts;
    UdpPort port;
    FlowTable<UdpEnds, FlowPtr> flows{limits.flows};
    bool over = false;
};
using StatePtr = std::shared_ptr<State>;

void end_flow(Flow& flow)
{
    flow.over = true;
    if (flow.container) {
        ErrorCode ignored; // it only wakes whoever waits there
        flow.container->cancel(ignored);
    }
}

asio::awaitable<bool> dial_container(const StatePtr& state, Flow& flow)
{
    const auto target = state->parts.target();
    if (!target) {
        co_return false;
    }
    std::string shown = shown_client(flow.ends.client.address(), flow.ends.client.port());
    std::string container_port = to_text(*target);
    auto container = co_await state->parts.dialer.dial_datagrams_as(
        std::move(shown), std::move(container_port), kUdpDialDeadline);
    if (!container) {
        co_return false;
    }
    flow.container.emplace(std::move(*container));
    for (const std::string& datagram : std::exchange(flow.waiting, {})) {
        send_datagram(*flow.container, datagram);
    }
    co_return true;
}

/// What the container answers, until the flow is over.
asio::awaitable<void> pass_answers(const StatePtr& state, const FlowPtr& flow)
{
    using namespace asio::experimental::awaitable_operators;
    for (int round = 1; !flow->over; ++round) {
        if (const auto datagram = take_datagram(*flow->container)) {
            (void)state->flows.use(flow->ends, Clock::now());
            state->port.send(flow->ends, *datagram);
            if (round % kRoundsPerTurn == 0) {
                co_await asio::post(asio::use_awaitable);
            }
            continue;
        }
        const auto used = state->flows.last_use(flow->ends);
        const auto idle_ends = used.value_or(Clock::now()) + state->limits.idle;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(idle_ends - Clock::now());
        if (left.count() <= 0 || is_over(*flow->container)) {
            co_return;
        }
        ErrorCode error;
        co_await (flow->container->async_wait(DatagramSocket::wait_read, into(error)) || passes(left));
    }
}

asio::awaitable<void> run_flow(StatePtr state, FlowPtr flow)
{
    const bool dialled = co_await dial_container(state, *flow);
    if (dialled) {
        co_await pass_answers(state, flow);
    }
    if (!flow->over) {
        end_flow(*flow);
        state->flows.remove(flow->ends);
    }
}

void deliver(const StatePtr& state, UdpPort::Received received)
{
    const Clock::time_point now = Clock::now();
    std::optional<FlowPtr> flow = state->flows.use(received.ends, now);
    if (!flow) {
        flow = std::make_shared<Flow>(Flow{.ends = received.ends, .container = {}, .waiting = {}});
        if (const auto oldest = state->flows.add(received.ends, *flow, now)) {
            end_flow(**oldest);
        }
        asio::co_spawn(state->parts.context, run_flow(state, *flow), asio::detached);
    }
    if ((*flow)->container) {
        send_datagram(*(*flow)->container, received.datagram);
    } else if ((*flow)->waiting.size() < state->limits.waiting) {
        (*flow)->waiting.push_back(std::move(received.datagram));
    }
}

asio::awaitable<void> serve_port(StatePtr state)
{
    for (int round = 1; !state->over; ++round) {
        auto received = state->port.take();
        if (received) {
            deliver(state, std::move(*received));
        } else {
            ErrorCode error;
            co_await state->port.socket().async_wait(DatagramSocket::wait_read, into(error));
        }
        if (round % kRoundsPerTurn == 0) {
            co_await asio::post(asio::use_awaitable);
        }
    }
}

class UdpForward final : public PortForward {
public:
    explicit UdpForward(StatePtr state) : state_(std::move(state))
    {
        asio::co_spawn(state_->parts.context, serve_port(state_), asio::detached);
    }
    ~UdpForward() override
    {
        state_->over = true;
        state_->flows.for_each([](const FlowPtr& flow) { end_flow(*flow); });
        // Released, not closed: others may hold the same open file (kept_fds), which would stay in the epoll
        // set.
        const base::UniqueFd closed(state_->port.socket().release());
    }
    UdpForward(const UdpForward&) = delete;
    UdpForward& operator=(const UdpForward&) = delete;

    int native_handle() const override { return state_->port.socket().native_handle(); }

private:
    StatePtr state_;
};

} // namespace

std::unique_ptr<PortForward> forward_udp_within(const UdpLimits& limits, const HostPort& port,
                                                base::UniqueFd before, ForwardParts parts, ErrorCode& error)
{
    UdpPort socket(parts.context.get_executor(), port, std::move(before), error);
    if (error) {
        return nullptr;
    }
    return std::make_unique<UdpForward>(std::make_shared<State>(
        State{.limits = limits, .parts = std::move(parts), .port = std::move(socket)}));
}

std::unique_ptr<PortForward> forward_udp(const HostPort& port, base::UniqueFd before, ForwardParts parts,
                                         ErrorCode& error)
{
    return forward_udp_within({}, port, std::move(before), std::move(parts), error);
}

} // namespace berth::netbridge
