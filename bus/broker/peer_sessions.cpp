// SPDX-License-Identifier: Apache-2.0
#include "broker/peer_sessions.hpp"

#include "broker/core/greeting.hpp"
#include "broker/core/query_rules.hpp"

namespace berth::broker {

using bus::v1::ServiceStatus;

namespace {

Sessions::Time now()
{
    return std::chrono::steady_clock::now();
}

ServiceStatus::Run run_of(const bus::v1::Health& health)
{
    switch (health.state()) {
    case bus::v1::Health::STATE_READY:
        return ServiceStatus::RUN_READY;
    case bus::v1::Health::STATE_DEGRADED:
        return ServiceStatus::RUN_DEGRADED;
    case bus::v1::Health::STATE_FAILED:
        return ServiceStatus::RUN_FAILED;
    default:
        return ServiceStatus::RUN_STARTING;
    }
}

ServiceStatus guest_status(const std::string& address, const bus::v1::Health& health)
{
    ServiceStatus status;
    status.set_name(address);
    status.set_description("guest half, run by berth-init");
    status.set_run(run_of(health));
    status.set_why(health.why());
    status.set_hint(health.hint());
    return status;
}

} // namespace

PeerSessions::PeerSessions(CommandRouter& commands, Supervision& supervision, StatusBoard& board,
                           spdlog::logger& log, Publish publish)
    : commands_(commands), supervision_(supervision), board_(board), log_(log), publish_(std::move(publish))
{}

Handlers PeerSessions::handlers()
{
    using wire::Frame;
    return {
        {bus::v1::Hello::descriptor()->full_name(),
         [this](const std::string& peer, const Frame& frame) { on_hello(peer, frame); }},
        {bus::v1::Pong::descriptor()->full_name(),
         [this](const std::string& peer, const Frame& frame) {
             take_health(peer, parse_payload<bus::v1::Pong>(frame).health());
         }},
        {bus::v1::HealthChanged::descriptor()->full_name(),
         [this](const std::string& peer, const Frame& frame) {
             take_health(peer, parse_payload<bus::v1::HealthChanged>(frame).health());
         }},
        {bus::v1::Drained::descriptor()->full_name(),
         [this](const std::string& peer, const Frame& frame) { on_drained(peer, frame); }},
        {bus::v1::Goodbye::descriptor()->full_name(),
         [this](const std::string& peer, const Frame&) { on_goodbye(peer); }},
    };
}

void PeerSessions::heard(const std::string& peer, const wire::Frame& frame)
{
    if (is_query_address(peer)) {
        return; // it is welcomed, and nothing more: no number of such peers may take a service's place
    }
    if (!sessions_.knows(peer) &&
        frame.envelope.message_type() != bus::v1::Hello::descriptor()->full_name()) {
        (void)commands_.send(peer, bus::v1::Hello{}); // one that is gone already needs no session
    }
    sessions_.heard(peer, now());
}

void PeerSessions::on_hello(const std::string& peer, const wire::Frame& frame)
{
    const Greeting greeting = greet(peer, parse_payload<bus::v1::Hello>(frame));
    if (greeting.refusal) {
        log_.warn("refusing {}: {}", peer, greeting.refusal->message());
        commands_.refuse(peer, greeting.welcome, *greeting.refusal);
        return;
    }
    if (is_query_address(peer)) {
        commands_.welcome(peer, greeting.welcome);
        return;
    }
    if (!sessions_.hello(peer, frame.envelope.sender(), now())) {
        return; // more peers than anybody needs; it will ask again
    }
    commands_.welcome(peer, greeting.welcome);
    (void)commands_.send(peer, bus::v1::Ping{}); // its state of now, at once
}

void PeerSessions::take_health(const std::string& peer, const bus::v1::Health& health)
{
    const std::size_t at = peer.find('@');
    const std::string name = peer.substr(0, at);
    const std::string side = peer.substr(at + 1);
    if (side == "host" && supervision_.state().knows(name)) {
        supervision_.step(
            [&](Supervisor& supervisor, Time now) { return supervisor.health_reported(name, health, now); });
    } else if (side == "guest") {
        publish_(guest_status(peer, health));
    }
}

void PeerSessions::on_drained(const std::string& peer, const wire::Frame& frame)
{
    const bus::v1::Sender& sender = frame.envelope.sender();
    if (sender.side() == bus::v1::SIDE_HOST && supervision_.state().knows(sender.service())) {
        log_.debug("{} is drained", peer);
        supervision_.step(
            [&](Supervisor& supervisor, Time now) { return supervisor.drained(sender.service(), now); });
    }
}

void PeerSessions::on_goodbye(const std::string& peer)
{
    forget(peer);
    commands_.peer_ended(peer);
    if (board_.remove_guest(peer)) {
        ServiceStatus status;
        status.set_name(peer);
        status.set_run(ServiceStatus::RUN_STOPPED);
        publish_(std::move(status));
    }
}

void PeerSessions::look_after()
{
    const Sessions::Due due = sessions_.due(now());
    for (const std::string& peer : due.to_probe) {
        (void)commands_.send(peer, bus::v1::Ping{}); // an absent peer is silent, which is counted
    }
    for (const bus::v1::Sender& peer : due.silent) {
        is_silent(peer);
    }
    for (const bus::v1::Sender& peer : due.gone) {
        is_gone(peer);
    }
}

void PeerSessions::is_silent(const bus::v1::Sender& peer)
{
    const std::string address = wire::address_of(peer);
    if (peer.side() == bus::v1::SIDE_HOST && supervision_.state().knows(peer.service())) {
        supervision_.step(
            [&](Supervisor& supervisor, Time now) { return supervisor.is_silent(peer.service(), now); });
    } else if (const auto guest = board_.guests().find(address); guest != board_.guests().end()) {
        ServiceStatus status = guest->second;
        status.set_run(ServiceStatus::RUN_DEGRADED);
        status.set_why(kSilence);
        status.set_hint("");
        publish_(std::move(status));
    }
}

void PeerSessions::is_gone(const bus::v1::Sender& peer)
{
    const std::string address = wire::address_of(peer);
    log_.warn("{} gives no sign of life", address);
    if (peer.side() == bus::v1::SIDE_HOST && supervision_.state().knows(peer.service())) {
        supervision_.step(
            [&](Supervisor& supervisor, Time now) { return supervisor.went_silent(peer.service(), now); });
    } else if (const auto guest = board_.guests().find(address); guest != board_.guests().end()) {
        ServiceStatus status = guest->second;
        status.set_run(ServiceStatus::RUN_FAILED);
        status.set_why(kSilence);
        status.set_gone(true);
        publish_(std::move(status));
        commands_.peer_ended(address);
    }
}

} // namespace berth::broker
