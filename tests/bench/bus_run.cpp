// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/bus_run.hpp"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <functional>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "base/error.hpp"
#include "tests/bench/figures.hpp"
#include "tests/bench/processes.hpp"

namespace berth::bench {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kPatience{30000};
constexpr milliseconds kProbeGap{5};
constexpr std::chrono::microseconds kFullNap{50}; // of a publisher whose window is full

struct Progress {
    std::atomic<bool> ready;
    std::atomic<std::uint64_t> received; ///< number of the last event
    std::atomic<std::int64_t> last_ns;
};

/// What all processes of one run see.
struct Board {
    explicit Board(const Plan& the_plan)
        : plan(the_plan), progress(plan.subscribers + 1), delays_us(plan.subscribers * plan.paced),
          flood_began_ns(1)
    {}
    std::uint64_t first_paced() const { return plan.filling + 1; }
    std::uint64_t first_flood() const { return plan.filling + plan.paced + 1; }
    std::uint64_t last() const { return plan.filling + plan.paced + plan.flood; }
    std::uint64_t slowest() const
    {
        std::uint64_t least = last();
        for (const Progress& one : progress.values().first(plan.subscribers)) {
            least = std::min(least, one.received.load());
        }
        return least;
    }

    Plan plan;
    SharedArray<Progress> progress; ///< the stuck one's is the last
    SharedArray<double> delays_us;  ///< of each subscriber, of each paced event
    SharedArray<std::int64_t> flood_began_ns;
};

void be_subscriber(const Way& way, const Board& board, std::size_t index)
{
    Progress& progress = board.progress.values()[index];
    const bool stuck = index == board.plan.subscribers;
    subscribe(way, board.plan.payload_bytes, kPatience, [&](const Stamp& stamp) {
        const std::int64_t now = steady_ns();
        progress.ready = true;
        if (stuck) {
            ::raise(SIGSTOP);
        }
        if (stamp.number == 0) {
            return true;
        }
        if (stamp.number != progress.received + 1) {
            throw base::Error("an event was lost");
        }
        if (stamp.number >= board.first_paced() && stamp.number < board.first_flood()) {
            board.delays_us.values()[index * board.plan.paced + (stamp.number - board.first_paced())] =
                static_cast<double>(now - stamp.sent_ns) / 1000;
        }
        progress.last_ns = now;
        progress.received = stamp.number;
        return stamp.number < board.last();
    });
}

void wait_for(Publisher& publisher, milliseconds nap, const std::function<bool()>& condition)
{
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) {
            throw base::Error("the subscribers did not get their events in time");
        }
        publisher.turn();
        std::this_thread::sleep_for(nap);
    }
}

void wait_for_subscribers(Publisher& publisher, const Board& board)
{
    const std::size_t all = board.plan.subscribers + (board.plan.stuck ? 1 : 0);
    wait_for(publisher, kProbeGap, [&] {
        publisher.publish({0, steady_ns()});
        const std::span<Progress> present = board.progress.values().first(all);
        return std::all_of(present.begin(), present.end(),
                           [](const Progress& one) { return one.ready.load(); });
    });
}

/// As fast as the window lets it.
void publish_quickly(Publisher& publisher, const Board& board, std::uint64_t from, std::uint64_t to)
{
    for (std::uint64_t number = from; number <= to;) {
        std::uint64_t room = board.slowest() + board.plan.window + 1 - number;
        if (room < board.plan.window / 2) { // in large pieces, so that looking costs nothing
            publisher.turn();
            std::this_thread::sleep_for(kFullNap);
            continue;
        }
        for (; room > 0 && number <= to; --room) {
            publisher.publish({number++, steady_ns()});
        }
    }
    wait_for(publisher, milliseconds{1}, [&] { return board.slowest() >= to; });
}

void be_publisher(const Way& way, const Board& board)
{
    const auto publisher = make_publisher(way, board.plan.payload_bytes);
    wait_for_subscribers(*publisher, board);
    publish_quickly(*publisher, board, 1, board.plan.filling);
    auto due = std::chrono::steady_clock::now();
    for (std::uint64_t number = board.first_paced(); number < board.first_flood(); ++number) {
        due += board.plan.gap;
        std::this_thread::sleep_until(due);
        publisher->publish({number, steady_ns()});
        publisher->turn();
    }
    wait_for(*publisher, milliseconds{1}, [&] { return board.slowest() + 1 >= board.first_flood(); });
    board.flood_began_ns.values()[0] = steady_ns();
    publish_quickly(*publisher, board, board.first_flood(), board.last());
}

Figures figures_of(const Board& board)
{
    const std::span<double> delays = board.delays_us.values();
    const std::vector<double> all(delays.begin(), delays.end());
    std::int64_t last_ns = 0;
    for (const Progress& one : board.progress.values().first(board.plan.subscribers)) {
        last_ns = std::max(last_ns, one.last_ns.load());
    }
    const double seconds = static_cast<double>(last_ns - board.flood_began_ns.values()[0]) / 1e9;
    return {.median_us = median(all),
            .p99_us = percentile(all, kTail),
            .events_per_second = static_cast<double>(board.plan.flood) / seconds};
}

} // namespace

Figures run(const Way& way, const Plan& plan)
{
    const Board board(plan);
    std::vector<Peer> peers;
    for (std::size_t i = 0; i < plan.subscribers; ++i) {
        peers.emplace_back([&] { be_subscriber(way, board, i); });
    }
    std::optional<Peer> stuck;
    if (plan.stuck) {
        stuck.emplace([&] { be_subscriber(way, board, plan.subscribers); });
    }
    peers.emplace_back([&] { be_publisher(way, board); });
    for (Peer& peer : peers) {
        peer.join();
    }
    return figures_of(board);
}

} // namespace berth::bench
