// SPDX-License-Identifier: Apache-2.0
#include "tunnel/connection.hpp"

#include <cerrno>

#include <sys/socket.h>

#include "base/error.hpp"
#include "tunnel/hybrid.hpp"

namespace berth::tunnel {
namespace {

constexpr std::uint32_t kWatched = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;

} // namespace

Connection::Connection(EventPoll& poll, std::uint64_t id, base::UniqueFd accepted, const ListenerPlan& plan)
    : poll_(poll), id_(id), plan_(plan)
{
    near_.fd = std::move(accepted);
    poll_.add(near_.fd.get(), kWatched, token(id_, End::near));
}

void Connection::on_events(End end, std::uint32_t events)
{
    Side& side = end == End::near ? near_ : far_;
    const bool broken = (events & (EPOLLHUP | EPOLLERR)) != 0;
    side.hung_up = side.hung_up || (events & EPOLLHUP) != 0;
    side.readable = side.readable || broken || (events & (EPOLLIN | EPOLLRDHUP)) != 0;
    side.writable = side.writable || broken || (events & EPOLLOUT) != 0;
}

Connection::Next Connection::advance()
{
    switch (step_) {
    case Step::asking:
        return plan_.asks_port ? ask() : start_dial(0);
    case Step::dialling:
        return dial();
    case Step::relaying:
        return relay();
    case Step::closed:
        break;
    }
    return Next::closed;
}

Connection::Next Connection::ask()
{
    switch (request_.read(near_.fd.get())) {
    case LineReader::State::incomplete:
        return Next::waiting;
    case LineReader::State::failed:
        return close("the peer sent no CONNECT line");
    case LineReader::State::complete:
        break;
    }
    const auto port = parse_connect_line(request_.line());
    if (!port) {
        return close("the peer sent something else than a CONNECT line");
    }
    return start_dial(*port);
}

Connection::Next Connection::start_dial(std::uint32_t port)
{
    port_ = port;
    const auto target = plan_.targets.find(port);
    if (target == plan_.targets.end()) {
        return close("port " + std::to_string(port) + " is not served here");
    }
    try {
        dial_.emplace(target->second);
    } catch (const base::Error& error) { // no descriptors left: this connection ends, the others live on
        return close(error.what());
    }
    step_ = Step::dialling;
    return dial();
}

Connection::Next Connection::dial()
{
    const Dial::State state = dial_->advance();
    if (state == Dial::State::failed) {
        return close(dial_->why());
    }
    if (state == Dial::State::busy) {
        return Next::busy;
    }
    if (!far_watched_) { // not earlier: an unconnected unix socket reports a hang-up
        poll_.add(dial_->fd(), kWatched, token(id_, End::far));
        far_watched_ = true;
    }
    return state == Dial::State::connected ? start_relay() : Next::waiting;
}

Connection::Next Connection::start_relay()
{
    if (plan_.asks_port) {
        const std::string ok = ok_line(static_cast<std::uint32_t>(id_));
        if (::send(near_.fd.get(), ok.data(), ok.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(ok.size())) {
            return close("answering the peer: " + base::errno_text(errno));
        }
    }
    try {
        pumps_.emplace();
    } catch (const base::Error& error) {
        return close(error.what());
    }
    far_.fd = dial_->take();
    dial_.reset();
    step_ = Step::relaying;
    // Edges were used up while the streams were joined: both sides count as ready until a call says
    // otherwise.
    near_.readable = near_.writable = far_.readable = far_.writable = true;
    return relay();
}

Connection::Next Connection::relay()
{
    // A unix socket hangs up when it is shut down both ways. Where we have not shut down our writing, the
    // peer must be gone for good: nothing can be delivered to it, even if the other side never writes again.
    if (far_.hung_up && !pumps_->to_far.finished()) {
        pumps_->to_far.abandon(near_);
    }
    if (near_.hung_up && !pumps_->to_near.finished()) {
        pumps_->to_near.abandon(far_);
    }
    const SplicePump::Progress there = pumps_->to_far.run(near_, far_);
    const SplicePump::Progress back = pumps_->to_near.run(far_, near_);
    if (there == SplicePump::Progress::finished && back == SplicePump::Progress::finished) {
        return close({});
    }
    const bool more = there == SplicePump::Progress::more || back == SplicePump::Progress::more;
    return more ? Next::more : Next::waiting;
}

Connection::Next Connection::close(std::string why)
{
    why_ = std::move(why);
    step_ = Step::closed;
    return Next::closed;
}

} // namespace berth::tunnel
