// SPDX-License-Identifier: Apache-2.0
// The tunnel's relay: listeners and the connections they accepted, in one thread and one epoll loop.
//
// Everything is bounded: connections by kMaxConnections and by the process's descriptors, each connection's
// memory by two pipes, the time until a connection relays by kDialDeadline. A relaying connection has no time
// limit. When descriptors run short accepting pauses (clients wait in the listeners' queues) until a
// connection ends.
//
// The caller ignores SIGPIPE: splice(2) raises it where send(2) would have MSG_NOSIGNAL.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "tunnel/connection.hpp"
#include "tunnel/event_poll.hpp"
#include "tunnel/listener.hpp"
#include "tunnel/plan.hpp"

namespace berth::tunnel {

constexpr std::size_t kMaxConnections = 4096;

class Relay {
public:
    /// One line for a person about something that changed; not called for each connection.
    using Report = std::function<void(const std::string&)>;

    /// Opens what can be opened and reports the rest. Throws base::Error when not even a loop can be made.
    Relay(RelayPlan plan, Report report);

    /// Until `stop_fd` is readable.
    void run(int stop_fd);

    std::size_t connections() const { return connections_.size(); }

private:
    using Clock = Listener::Clock;

    void open_listeners();
    void on_event(const epoll_event& event);
    void accept_from(Listener& listener);
    void advance(std::uint64_t id);
    void close(std::uint64_t id);
    void report_target(const Connection& connection, const ListenerPlan& plan, bool reached);
    void run_again();
    void end_overdue();
    void pause_accepting();
    void resume_accepting();
    std::optional<std::chrono::milliseconds> until_next_deadline() const;

    struct Live {
        std::unique_ptr<Connection> connection;
        const ListenerPlan* plan = nullptr;
        bool reported = false; ///< as reached
    };

    Report report_;
    EventPoll poll_;
    std::vector<std::unique_ptr<Listener>> listeners_;
    std::size_t connection_limit_;
    std::uint64_t last_id_;
    std::unordered_map<std::uint64_t, Live> connections_;
    std::set<std::uint64_t> again_; ///< had more to move when their turn was over
    std::set<std::uint64_t> busy_;  ///< wait for room in a listener's queue
    Clock::time_point busy_due_{};
    /// Oldest first; all have the same time, so the front is due first.
    std::deque<std::pair<Clock::time_point, std::uint64_t>> setup_deadlines_;
    std::optional<Clock::time_point> paused_until_;
    std::set<std::string> unreachable_;      ///< targets reported as such
    std::set<std::string> closed_listeners_; ///< listeners reported as such
    bool stopping_ = false;
};

} // namespace berth::tunnel
