// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/outbound/tcp_outbound.hpp"

#include <map>
#include <optional>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "services/netbridge/outbound/packet_gate.hpp"
#include "services/netbridge/outbound/socket_address.hpp"
#include "services/netbridge/stream/accept_loop.hpp"
#include "services/netbridge/stream/join.hpp"

namespace berth::netbridge {
namespace {

struct Attempt {
    std::uint64_t number = 0;                          ///< an end may be used again by a later one
    std::string syn;                                   ///< the packet
    std::optional<Socket> outside;                     ///< once it is connected
    std::shared_ptr<asio::steady_timer> patience = {}; ///< with the engine's kernel, from then on
};

std::optional<FlowEnds> ends_of(const Socket& accepted)
{
    ErrorCode error;
    const auto peer = accepted.remote_endpoint(error);
    const auto own = error ? peer : accepted.local_endpoint(error);
    if (error) {
        return std::nullopt;
    }
    return FlowEnds{.inside = ip_endpoint(peer), .outside = ip_endpoint(own)};
}

/// Bytes go on as they come: whoever has sent them has decided when.
void prepare(Socket& socket)
{
    ErrorCode ignored; // it works without
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket.set_option(asio::socket_base::keep_alive(true), ignored);
}

} // namespace

struct TcpOutbound::State : std::enable_shared_from_this<State> {
    State(asio::any_io_executor the_executor, PacketGate& the_gate, StreamTable& the_streams,
          Connect to_connect, Limits the_limits)
        : executor(std::move(the_executor)), gate(the_gate), streams(the_streams),
          connect(std::move(to_connect)), limits(the_limits)
    {}

    Attempt* find(const FlowEnds& ends, std::uint64_t number)
    {
        const auto found = attempts.find(ends);
        return found != attempts.end() && found->second.number == number ? &found->second : nullptr;
    }

    void on_syn(std::string_view packet, const TcpPacket& tcp)
    {
        if (const auto found = attempts.find(tcp.ends); found != attempts.end()) {
            if (found->second.outside) {
                gate.put_back(packet);
            }
            return;
        }
        if (attempts.size() >= limits.attempts) {
            ++counters.crowded_out;
            return;
        }
        attempts[tcp.ends] = Attempt{.number = ++last_number, .syn = std::string(packet), .outside = {}};
        asio::co_spawn(executor, run_attempt(shared_from_this(), tcp, last_number), asio::detached);
    }

    static asio::awaitable<void> run_attempt(std::shared_ptr<State> self, TcpPacket tcp, std::uint64_t number)
    {
        auto connecting = self->connect(tcp.ends.outside);
        auto outside = co_await std::move(connecting);
        Attempt* const attempt = self->find(tcp.ends, number);
        if (attempt == nullptr) {
            co_return; // it is over, with all others
        }
        if (outside.error != 0) {
            ++self->counters.failed;
            const std::string syn = std::move(attempt->syn);
            self->attempts.erase(tcp.ends);
            self->gate.refuse(syn, tcp, refusal_of(outside.error));
            co_return;
        }
        attempt->outside.emplace(std::move(outside.socket));
        self->gate.put_back(attempt->syn);
        const auto patience = std::make_shared<asio::steady_timer>(self->executor, self->limits.accept);
        attempt->patience = patience;
        ErrorCode accepted; // or given up
        co_await patience->async_wait(into(accepted));
        if (self->find(tcp.ends, number) != nullptr) {
            self->attempts.erase(tcp.ends); // it has gone away meanwhile
        }
    }

    /// The connection outside that belongs to the accepted one. There is none where an earlier process has
    /// made it: then it is made now, too late to tell a failure truly.
    asio::awaitable<Outside> take_outside(const FlowEnds& ends)
    {
        const auto found = attempts.find(ends);
        if (found != attempts.end() && found->second.outside) {
            Outside outside{.socket = std::move(*found->second.outside)};
            found->second.patience->cancel();
            attempts.erase(found);
            co_return outside;
        }
        auto connecting = connect(ends.outside);
        auto outside = co_await std::move(connecting);
        co_return outside;
    }

    static asio::awaitable<void> serve(std::shared_ptr<State> self, Socket accepted)
    {
        const std::optional<FlowEnds> ends = ends_of(accepted);
        if (!ends) {
            co_return; // it has gone already
        }
        auto taking = self->take_outside(*ends);
        auto outside = co_await std::move(taking);
        if (outside.error != 0) {
            reset_connection(accepted);
            co_return;
        }
        ++self->counters.connected;
        prepare(accepted);
        prepare(outside.socket);
        co_await join_streams(std::move(accepted), std::move(outside.socket), self->streams);
    }

    asio::any_io_executor executor;
    PacketGate& gate;
    StreamTable& streams;
    const Connect connect;
    const Limits limits;
    std::map<FlowEnds, Attempt> attempts;
    std::vector<std::unique_ptr<Acceptor>> listeners;
    std::uint64_t last_number = 0;
    Counters counters;
};

TcpOutbound::TcpOutbound(asio::any_io_executor executor, PacketGate& gate, StreamTable& streams,
                         Connect connect, Limits limits)
    : state_(std::make_shared<State>(std::move(executor), gate, streams, std::move(connect), limits))
{}

TcpOutbound::TcpOutbound(asio::any_io_executor executor, PacketGate& gate, StreamTable& streams,
                         Connect connect)
    : TcpOutbound(std::move(executor), gate, streams, std::move(connect), Limits{})
{}

TcpOutbound::~TcpOutbound()
{
    for (auto& [ends, attempt] : state_->attempts) {
        if (attempt.patience) {
            attempt.patience->cancel();
        }
    }
    state_->attempts.clear();
    for (const auto& listener : state_->listeners) {
        close_listener(*listener);
    }
}

void TcpOutbound::on_packet(std::string_view packet, const TcpPacket& tcp)
{
    if (tcp.opens_connection()) {
        state_->on_syn(packet, tcp);
    } else if (!tcp.rst) {
        state_->gate.refuse(packet, tcp, Refusal::reset); // of a connection that nobody has any more
    }
}

void TcpOutbound::accept_at(base::UniqueFd listener)
{
    state_->listeners.push_back(
        std::make_unique<Acceptor>(adopt_listener(state_->executor, std::move(listener))));
    asio::co_spawn(
        state_->executor,
        accept_each(*state_->listeners.back(),
                    [state = state_](Socket accepted) { return State::serve(state, std::move(accepted)); }),
        [state = state_](const std::exception_ptr&) {});
}

const TcpOutbound::Counters& TcpOutbound::counters() const
{
    return state_->counters;
}

} // namespace berth::netbridge
