// SPDX-License-Identifier: Apache-2.0
#include "tunnel/relay.hpp"

#include <algorithm>

#include <sys/resource.h>

#include "base/error.hpp"

namespace berth::tunnel {
namespace {

constexpr std::uint64_t kStopToken = 0;
constexpr std::size_t kDescriptorsPerConnection = 6; ///< two sockets, two pipes
constexpr std::size_t kDescriptorsForTheRest = 16;   ///< standard streams, epoll, signals, listeners
constexpr int kAcceptsPerTurn = 64;
constexpr std::chrono::milliseconds kAcceptPause{
    500}; ///< the shortage may be the whole system's: look again then

/// Raises the soft limit as far as the hard one goes, and says how many connections that makes.
std::size_t connections_within_limits(std::size_t listeners)
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        throw base::SystemError("reading the limit of descriptors");
    }
    limit.rlim_cur = limit.rlim_max;
    (void)::setrlimit(RLIMIT_NOFILE, &limit); // the old soft limit does as well
    (void)::getrlimit(RLIMIT_NOFILE, &limit); // succeeded above
    const std::size_t others = kDescriptorsForTheRest + listeners;
    const auto all = static_cast<std::size_t>(limit.rlim_cur);
    const std::size_t possible = all > others ? (all - others) / kDescriptorsPerConnection : 0;
    return std::clamp<std::size_t>(possible, 1, kMaxConnections);
}

} // namespace

Relay::Relay(RelayPlan plan, Report report)
    : report_(std::move(report)), connection_limit_(connections_within_limits(plan.size())),
      last_id_(plan.size() + 1) // listeners' tokens lie below those of all connections
{
    for (ListenerPlan& one : plan) {
        const std::uint64_t token = listeners_.size() + 1;
        listeners_.push_back(std::make_unique<Listener>(poll_, token, std::move(one)));
    }
    open_listeners();
}

void Relay::run(int stop_fd)
{
    poll_.add(stop_fd, EPOLLIN, kStopToken);
    while (!stopping_) {
        for (const epoll_event& event : poll_.wait(until_next_deadline())) {
            on_event(event);
        }
        run_again();
        end_overdue();
        open_listeners();
    }
}

void Relay::on_event(const epoll_event& event)
{
    const std::uint64_t token = event.data.u64;
    if (token == kStopToken) {
        stopping_ = true;
    } else if (token <= listeners_.size()) {
        accept_from(*listeners_[token - 1]);
    } else if (const auto live = connections_.find(token / 2); live != connections_.end()) {
        const auto end = token % 2 == 0 ? Connection::End::near : Connection::End::far;
        live->second.connection->on_events(end, event.events);
        advance(token / 2);
    }
}

void Relay::open_listeners()
{
    const Clock::time_point now = Clock::now();
    for (const auto& listener : listeners_) {
        if (const auto due = listener->reopen_at(); !due || *due > now) {
            continue;
        }
        const std::string why = listener->try_open(now);
        const std::string address = to_text(listener->plan().endpoint);
        if (why.empty()) {
            closed_listeners_.erase(address);
            report_("listening at " + address);
        } else if (closed_listeners_.insert(address).second) {
            report_("cannot listen at " + address + " yet: " + why);
        }
    }
}

void Relay::accept_from(Listener& listener)
{
    for (int count = 0; count < kAcceptsPerTurn; ++count) {
        if (connections_.size() >= connection_limit_) {
            pause_accepting();
            return;
        }
        Listener::Accepted accepted = listener.accept(Clock::now());
        if (accepted.result == Listener::Result::out_of_resources) {
            pause_accepting();
        }
        if (accepted.result != Listener::Result::accepted) {
            return;
        }
        const std::uint64_t id = ++last_id_;
        try {
            auto connection =
                std::make_unique<Connection>(poll_, id, std::move(accepted.fd), listener.plan());
            connections_.emplace(id, Live{std::move(connection), &listener.plan(), false});
        } catch (
            const base::Error& error) { // the kernel's limit of watches: this one ends, the others live on
            report_(error.what());
            continue;
        }
        setup_deadlines_.emplace_back(Clock::now() + kDialDeadline, id);
        advance(id);
    }
}

void Relay::advance(std::uint64_t id)
{
    Live& live = connections_.at(id);
    Connection::Next next = Connection::Next::closed;
    try {
        next = live.connection->advance();
    } catch (const base::Error& error) { // as above
        report_(error.what());
    }
    if (live.connection->relaying() && !live.reported) {
        live.reported = true;
        report_target(*live.connection, *live.plan, true);
    }
    switch (next) {
    case Connection::Next::waiting:
        return;
    case Connection::Next::more:
        again_.insert(id);
        return;
    case Connection::Next::busy:
        if (busy_.empty()) {
            busy_due_ = Clock::now() + kBusyRetry;
        }
        busy_.insert(id);
        return;
    case Connection::Next::closed:
        close(id);
        return;
    }
}

void Relay::close(std::uint64_t id)
{
    const auto live = connections_.find(id);
    if (!live->second.reported && live->second.connection->port()) {
        report_target(*live->second.connection, *live->second.plan, false);
    }
    connections_.erase(live);
    resume_accepting();
}

/// Clients try again many times a second while their target is away: only the changes are worth a line.
void Relay::report_target(const Connection& connection, const ListenerPlan& plan, bool reached)
{
    const auto target = plan.targets.find(*connection.port());
    if (target == plan.targets.end()) {
        return; // a port that nobody serves: the peer's mistake, and no bound on how many different ones it
                // asks for
    }
    const std::string name = to_text(target->second);
    if (!reached && unreachable_.insert(name).second) {
        report_("cannot reach " + name + " for now: " + connection.why());
    } else if (reached && unreachable_.erase(name) > 0) {
        report_("reaches " + name + " again");
    }
}

void Relay::run_again()
{
    for (const std::uint64_t id : std::exchange(again_, {})) {
        if (connections_.count(id) > 0) {
            advance(id);
        }
    }
    if (!busy_.empty() && busy_due_ <= Clock::now()) {
        for (const std::uint64_t id : std::exchange(busy_, {})) {
            if (connections_.count(id) > 0) {
                advance(id);
            }
        }
    }
}

void Relay::end_overdue()
{
    const Clock::time_point now = Clock::now();
    while (!setup_deadlines_.empty()) {
        const auto [due, id] = setup_deadlines_.front();
        const auto live = connections_.find(id);
        const bool settled = live == connections_.end() || live->second.connection->relaying();
        if (!settled && due > now) {
            break;
        }
        setup_deadlines_.pop_front();
        if (!settled) {
            close(id);
        }
    }
    if (paused_until_ && *paused_until_ <= now) {
        resume_accepting();
    }
}

void Relay::pause_accepting()
{
    paused_until_ = Clock::now() + kAcceptPause;
    for (const auto& listener : listeners_) {
        listener->pause();
    }
}

void Relay::resume_accepting()
{
    if (!paused_until_) {
        return;
    }
    paused_until_.reset();
    for (const auto& listener : listeners_) {
        listener->resume();
    }
}

std::optional<std::chrono::milliseconds> Relay::until_next_deadline() const
{
    if (!again_.empty()) {
        return std::chrono::milliseconds(0);
    }
    std::optional<Clock::time_point> next = paused_until_;
    const auto consider = [&next](Clock::time_point due) { next = next ? std::min(*next, due) : due; };
    if (!busy_.empty()) {
        consider(busy_due_);
    }
    if (!setup_deadlines_.empty()) {
        consider(setup_deadlines_.front().first);
    }
    for (const auto& listener : listeners_) {
        if (const auto due = listener->reopen_at()) {
            consider(*due);
        }
    }
    if (!next) {
        return std::nullopt;
    }
    return std::max(std::chrono::ceil<std::chrono::milliseconds>(*next - Clock::now()),
                    std::chrono::milliseconds(0));
}

} // namespace berth::tunnel
