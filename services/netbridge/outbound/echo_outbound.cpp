// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/outbound/echo_outbound.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "services/netbridge/outbound/packet_gate.hpp"

namespace berth::netbridge {

struct EchoOutbound::State {
    /// The payload is a copy: the packet of the gate is gone by the time this runs.
    static asio::awaitable<void> run(std::shared_ptr<State> self, std::string packet, EchoPacket echo,
                                     std::string payload)
    {
        echo.payload = payload;
        auto asking = self->ask(echo.ends.outside.address, payload);
        const EchoAnswer answer = co_await std::move(asking);
        --self->under_way;
        if (answer.answered) {
            ++self->counters.answered;
            self->gate.answer(echo_reply(echo));
        } else if (answer.error != 0) {
            self->gate.refuse(packet, refusal_of(answer.error));
        }
    }

    asio::any_io_executor executor;
    PacketGate& gate;
    Ask ask;
    Counters counters = {};
    std::size_t under_way = 0;
};

EchoOutbound::EchoOutbound(asio::any_io_executor executor, PacketGate& gate, Ask ask)
    : state_(std::make_shared<State>(
          State{.executor = std::move(executor), .gate = gate, .ask = std::move(ask)}))
{}

void EchoOutbound::on_packet(std::string_view packet, const EchoPacket& echo)
{
    if (state_->under_way >= kLimit) {
        ++state_->counters.crowded_out;
        return;
    }
    ++state_->under_way;
    ++state_->counters.asked;
    auto running = State::run(state_, std::string(packet), echo, std::string(echo.payload));
    asio::co_spawn(state_->executor, std::move(running), asio::detached);
}

const EchoOutbound::Counters& EchoOutbound::counters() const
{
    return state_->counters;
}

} // namespace berth::netbridge
