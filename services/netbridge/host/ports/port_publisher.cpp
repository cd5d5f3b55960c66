// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/host/ports/port_publisher.hpp"

#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>

#include "base/error.hpp"
#include "berth/netbridge/v1/ports.pb.h"
#include "services/netbridge/core/dial_target.hpp"
#include "services/netbridge/host/dialer.hpp"
#include "services/netbridge/host/ports/port_forward.hpp"
#include "services/netbridge/host/ports/port_owner.hpp"
#include "services/netbridge/stream/accept_loop.hpp"
#include "services/netbridge/stream/join.hpp"
#include "services/netbridge/stream/message_stream.hpp"

namespace berth::netbridge {
namespace {

/// What berth publishes.
std::optional<Transport> transport_of(const std::string& protocol)
{
    if (protocol == "tcp") {
        return Transport::tcp;
    }
    return protocol == "udp" ? std::optional(Transport::udp) : std::nullopt;
}

std::string where(const PortKey& key)
{
    const bool ipv6 = key.host_address.find(':') != std::string::npos;
    return (ipv6 ? "[" + key.host_address + "]" : key.host_address) + ":" + std::to_string(key.host_port);
}

std::string why_not(const PortKey& key, const ErrorCode& error)
{
    if (error != asio::error::address_in_use) {
        return "cannot listen on " + where(key) + " of the host: " + error.message();
    }
    std::string owner = describe_port_owner(*transport_of(key.protocol), key.host_port);
    if (owner.ends_with("(pid " + std::to_string(::getpid()) + ")")) {
        owner = "another published port of berth";
    }
    return (key.protocol == "udp" ? "UDP port " : "port ") + where(key) + " of the host is already used by " +
           (owner.empty() ? "another program" : owner);
}

std::string kept_name(const PortKey& key)
{
    return "port-" + key.protocol + "-" + where(key);
}

} // namespace

struct PortPublisher::State : std::enable_shared_from_this<State> {
    State(asio::io_context& io, base::UniqueFd fd, Dialer& engine, service::KeptFds& kept_fds,
          OnChange changed)
        : context(io), lease_listener(adopt_listener(io.get_executor(), std::move(fd))), dialer(engine),
          kept(kept_fds), on_change(std::move(changed))
    {}

    /// One connection of berth-port, from its first frame to its end.
    asio::awaitable<void> serve_lease(Socket stream)
    {
        const LeaseId lease = ++last_lease;
        auto message = co_await receive_message(stream);
        v1::PortFrame frame;
        if (!message || !frame.ParseFromString(message->payload) || !frame.has_publish()) {
            co_return;
        }
        v1::PublishPortReply reply;
        reply.set_failure(publish(frame.publish(), lease));
        const std::string payload = reply.SerializeAsString();
        const bool sent = co_await send_message(stream, payload);
        if (!reply.failure().empty()) {
            co_return;
        }
        bool withdrawn = false;
        if (sent) {
            message = co_await receive_message(stream);
            withdrawn = message && frame.ParseFromString(message->payload) && frame.has_withdraw();
        }
        if (withdrawn) {
            close(leases.withdraw(lease));
            co_return;
        }
        leases.lose(lease, PortLeases::Clock::now());
        co_await passes(kLeaseGrace);
        for (const PortKey& key : leases.expire(PortLeases::Clock::now())) {
            close(key);
        }
    }

    /// Empty when the host listens; else why it does not.
    std::string publish(const v1::PublishPort& asked, LeaseId lease)
    {
        if (!transport_of(asked.protocol())) {
            return "berth publishes TCP and UDP ports only; " + asked.protocol() + " port " +
                   std::to_string(asked.host_port()) + " was not published";
        }
        ErrorCode error;
        const auto address = asio::ip::make_address(asked.host_address(), error);
        if (error || asked.host_port() - 1U >= 65535U || asked.container_port() - 1U >= 65535U) {
            return "not a port that can be published: " + asked.ShortDebugString();
        }
        const PortKey key{asked.protocol(), address.to_string(),
                          static_cast<std::uint16_t>(asked.host_port())};
        const PortTarget target{asked.container_address(),
                                static_cast<std::uint16_t>(asked.container_port())};
        switch (leases.publish(key, target, lease)) {
        case PortLeases::Outcome::conflict:
            return "port " + where(key) + " of the host is already published for container address " +
                   leases.target(key)->address;
        case PortLeases::Outcome::listen:
            error = open(key, HostPort{address, key.host_port});
            break;
        case PortLeases::Outcome::keep:
            break;
        }
        if (error) {
            (void)leases.withdraw(lease); // nothing was opened for it
            return why_not(key, error);
        }
        on_change(leases.all());
        return "";
    }

    /// As an earlier process did, if there was one.
    ErrorCode open(const PortKey& key, const HostPort& port)
    {
        const Transport transport = *transport_of(key.protocol);
        const ForwardParts parts{.context = context,
                                 .dialer = dialer,
                                 .streams = streams,
                                 .target = [self = shared_from_this(), key, transport] {
                                     return self->dial_target(key, transport);
                                 }};
        ErrorCode error;
        const auto forward = transport == Transport::tcp ? forward_tcp : forward_udp;
        auto opened = forward(port, kept.take(kept_name(key)), parts, error);
        if (opened) {
            kept.keep(kept_name(key), opened->native_handle());
            forwards[key] = std::move(opened);
        }
        return error;
    }

    std::optional<InetTarget> dial_target(const PortKey& key, Transport transport) const
    {
        const auto target = leases.target(key);
        return target ? std::optional(InetTarget{transport, target->address, target->port}) : std::nullopt;
    }

    void close(const std::optional<PortKey>& key)
    {
        if (!key) {
            return; // another lease has taken it over
        }
        if (forwards.erase(*key) > 0) {
            kept.drop(kept_name(*key));
        }
        on_change(leases.all());
    }

    asio::io_context& context;
    Acceptor lease_listener;
    Dialer& dialer;
    service::KeptFds& kept;
    OnChange on_change;
    PortLeases leases;
    LeaseId last_lease = 0;
    StreamTable streams;
    std::map<PortKey, std::unique_ptr<PortForward>> forwards;
};

PortPublisher::PortPublisher(boost::asio::io_context& context, base::UniqueFd leases, Dialer& dialer,
                             service::KeptFds& kept, OnChange on_change)
    : state_(std::make_shared<State>(context, std::move(leases), dialer, kept, std::move(on_change)))
{
    asio::co_spawn(
        context,
        accept_each(state_->lease_listener,
                    [state = state_](Socket stream) { return state->serve_lease(std::move(stream)); }),
        [state = state_](const std::exception_ptr&) {});
}

PortPublisher::~PortPublisher()
{
    close_listener(state_->lease_listener);
    state_->forwards.clear();
    state_->on_change = [](const Ports&) {}; // leases that end later concern nobody
}

const StreamTable& PortPublisher::streams() const
{
    return state_->streams;
}

std::vector<StreamParts> PortPublisher::give_streams_away()
{
    return state_->streams.give_away();
}

} // namespace berth::netbridge
