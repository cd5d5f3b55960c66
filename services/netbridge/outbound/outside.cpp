// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/outbound/outside.hpp"

#include <cerrno>

namespace berth::netbridge {
namespace {

/// What a container gets that asks for a place which is not for containers, such as the host's loopback.
constexpr int kNotForContainers = ENETUNREACH;

} // namespace

std::optional<OutsidePlace> Outside::place_of(const IpEndpoint& asked, int& error) const
{
    const auto place = outside_place(addresses_, asked);
    if (!place) {
        error = is_gateway(asked.address) ? ECONNREFUSED : kNotForContainers;
    }
    return place;
}

asio::awaitable<TcpOutbound::Outside> Outside::connect(IpEndpoint asked)
{
    TcpOutbound::Outside outside{.socket = Socket(context_)};
    const auto place = place_of(asked, outside.error);
    if (place) {
        const auto* const endpoint = std::get_if<IpEndpoint>(&*place);
        auto dialling = endpoint != nullptr ? outward_.connect(*endpoint) : outward_.connect_resolver();
        auto dialled = co_await std::move(dialling);
        outside.error = dialled.error;
        outside.socket = std::move(dialled.socket);
    }
    co_return outside;
}

asio::awaitable<UdpOutbound::Outside> Outside::connect_datagrams(IpEndpoint asked)
{
    UdpOutbound::Outside outside{.socket = DatagramSocket(context_)};
    const auto place = place_of(asked, outside.error);
    if (place) {
        const auto* const endpoint = std::get_if<IpEndpoint>(&*place);
        auto dialling = endpoint != nullptr ? outward_.connect_datagrams(*endpoint)
                                            : outward_.connect_resolver_datagrams();
        auto dialled = co_await std::move(dialling);
        outside.error = dialled.error;
        outside.socket = std::move(dialled.socket);
    }
    co_return outside;
}

asio::awaitable<EchoAnswer> Outside::ask(IpAddress asked, std::string payload)
{
    EchoAnswer answer{.answered = is_gateway(asked)};
    const auto place = answer.answered ? std::nullopt : place_of({asked, 0}, answer.error);
    if (place) {
        auto asking = outward_.echo(std::get<IpEndpoint>(*place).address, std::move(payload));
        answer = co_await std::move(asking);
    }
    co_return answer;
}

} // namespace berth::netbridge
