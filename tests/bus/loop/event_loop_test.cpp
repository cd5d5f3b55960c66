// SPDX-License-Identifier: Apache-2.0
#include "loop/event_loop.hpp"

#include <array>
#include <thread>

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <poll.h>

#include "base/unique_fd.hpp"

using berth::base::UniqueFd;
using berth::loop::Clock;
using berth::loop::EventLoop;
using berth::loop::Registration;
using namespace std::chrono_literals;

namespace {

struct Pipe {
    Pipe()
    {
        std::array<int, 2> ends{};
        REQUIRE(::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) == 0);
        read = UniqueFd(ends[0]);
        write = UniqueFd(ends[1]);
    }
    void put() const { REQUIRE(::write(write.get(), "x", 1) == 1); }
    UniqueFd read;
    UniqueFd write;
};

/// Runs until the loop is stopped; a test that goes wrong ends here instead of hanging.
void run(EventLoop& loop)
{
    bool late = false;
    const Registration limit = loop.add_timer(10s, [&] {
        late = true;
        loop.stop();
    });
    loop.run();
    loop.remove(limit);
    CHECK_FALSE(late);
}

} // namespace

TEST_CASE("timers are called in the order they are due, each once")
{
    EventLoop loop;
    std::string calls;
    loop.add_timer(30ms, [&] {
        calls += "c";
        loop.stop();
    });
    loop.add_timer(1ms, [&] { calls += "a"; });
    loop.add_timer(10ms, [&] { calls += "b"; });
    run(loop);
    CHECK(calls == "abc");
}

TEST_CASE("timers that are late together are still called in the order they were due")
{
    EventLoop loop;
    std::string calls;
    loop.add_timer(3ms, [&] { calls += "b"; });
    loop.add_timer(2ms, [&] { calls += "a"; });
    const auto both_due = Clock::now() + 3ms;
    while (Clock::now() < both_due) { // a callback that takes long
    }
    loop.run_once(0ms);
    CHECK(calls == "ab");
}

TEST_CASE("a timer is never early")
{
    EventLoop loop;
    const auto start = Clock::now();
    loop.add_timer(20ms, [&] { loop.stop(); });
    run(loop);
    CHECK(Clock::now() - start >= 20ms);
}

TEST_CASE("a periodic timer repeats until it is removed, also by itself")
{
    EventLoop loop;
    int calls = 0;
    Registration periodic = 0;
    periodic = loop.add_periodic(1ms, [&] {
        if (++calls == 3) {
            loop.remove(periodic);
            loop.add_timer(20ms, [&] { loop.stop(); });
        }
    });
    run(loop);
    CHECK(calls == 3);
}

TEST_CASE("a callback may remove another timer that is due in the same turn")
{
    EventLoop loop;
    std::string calls;
    Registration second = 0;
    loop.add_timer(0ms, [&] {
        calls += "a";
        loop.remove(second);
    });
    second = loop.add_timer(0ms, [&] { calls += "b"; });
    loop.add_timer(5ms, [&] { loop.stop(); });
    run(loop);
    CHECK(calls == "a");
}

TEST_CASE("a timer's callback may add the next one")
{
    EventLoop loop;
    int steps = 0;
    std::function<void()> step = [&] { ++steps == 5 ? loop.stop() : (void)loop.add_timer(0ms, step); };
    loop.add_timer(0ms, step);
    run(loop);
    CHECK(steps == 5);
}

TEST_CASE("a descriptor's callback comes while it can be read, and not after its removal")
{
    EventLoop loop;
    const Pipe pipe;
    int calls = 0;
    Registration watch = 0;
    watch = loop.add_fd(pipe.read.get(), POLLIN, [&] {
        if (++calls == 2) { // level-triggered: nothing was read the first time
            loop.remove(watch);
        }
    });
    loop.run_once(0ms);
    CHECK(calls == 0);
    pipe.put();
    for (int turn = 0; turn < 4; ++turn) {
        loop.run_once(0ms);
    }
    CHECK(calls == 2);
}

TEST_CASE("a callback may remove another descriptor that is ready in the same turn")
{
    EventLoop loop;
    const Pipe first;
    const Pipe second;
    std::string calls;
    std::array<Registration, 2> watches{};
    watches[0] = loop.add_fd(first.read.get(), POLLIN, [&] {
        calls += "a";
        loop.remove(watches[1]);
    });
    watches[1] = loop.add_fd(second.read.get(), POLLIN, [&] {
        calls += "b";
        loop.remove(watches[0]);
    });
    first.put();
    second.put();
    loop.run_once(1s);
    CHECK(calls == "a");
}

TEST_CASE("a descriptor can be watched for writing, and its hang-up is told")
{
    EventLoop loop;
    Pipe pipe;
    bool writable = false;
    const Registration out = loop.add_fd(pipe.write.get(), POLLOUT, [&] { writable = true; });
    loop.run_once(1s);
    CHECK(writable);
    loop.remove(out);
    bool ended = false;
    loop.add_fd(pipe.read.get(), POLLIN, [&] { ended = true; });
    pipe.write.reset();
    loop.run_once(1s);
    CHECK(ended);
}

TEST_CASE("a socket's callback comes for each message, however many came at once")
{
    zmq::context_t context(1);
    zmq::socket_t left(context, zmq::socket_type::pair);
    zmq::socket_t right(context, zmq::socket_type::pair);
    left.bind("inproc://pair");
    right.connect("inproc://pair");
    EventLoop loop;
    int received = 0;
    loop.add_socket(left, [&] {
        zmq::message_t message;
        if (left.recv(message, zmq::recv_flags::dontwait) && ++received == 100) {
            loop.stop();
        }
    });
    for (int i = 0; i < 100; ++i) {
        right.send(zmq::str_buffer("x"), zmq::send_flags::none);
    }
    run(loop); // the callback reads one a turn: no edge may be lost
    CHECK(received == 100);
}

TEST_CASE("a message is told of though another call to its socket took the news of it away")
{
    zmq::context_t context(1);
    zmq::socket_t left(context, zmq::socket_type::pair);
    zmq::socket_t right(context, zmq::socket_type::pair);
    left.bind("inproc://pair");
    right.connect("inproc://pair");
    EventLoop loop;
    bool told = false;
    loop.add_socket(left, [&] {
        zmq::message_t message;
        told = left.recv(message, zmq::recv_flags::dontwait).has_value();
        loop.stop();
    });
    loop.add_timer(1ms, [&] {
        right.send(zmq::str_buffer("x"), zmq::send_flags::none);
        left.send(zmq::str_buffer("y"), zmq::send_flags::none); // as any call does, it looks what came
        CHECK((left.get(zmq::sockopt::events) & ZMQ_POLLIN) != 0);
    });
    run(loop);
    CHECK(told);
}

TEST_CASE("functions posted from other threads run on the loop's thread, each thread's in order")
{
    constexpr int kThreads = 4;
    constexpr int kPosts = 500;
    EventLoop loop;
    std::array<std::vector<int>, kThreads> seen;
    int total = 0;
    const auto home = std::this_thread::get_id();
    bool all_home = true;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
        threads.emplace_back([&, thread] {
            for (int i = 0; i < kPosts; ++i) {
                loop.post([&, thread, i] {
                    all_home = all_home && std::this_thread::get_id() == home;
                    seen[static_cast<std::size_t>(thread)].push_back(i);
                    if (++total == kThreads * kPosts) {
                        loop.stop();
                    }
                });
            }
        });
    }
    run(loop);
    for (std::thread& thread : threads) {
        thread.join();
    }
    CHECK(all_home);
    for (const std::vector<int>& posts : seen) {
        CHECK(posts.size() == kPosts);
        CHECK(std::is_sorted(posts.begin(), posts.end()));
    }
}

TEST_CASE("a posted function may post the next one")
{
    EventLoop loop;
    int steps = 0;
    std::function<void()> step = [&] { ++steps == 3 ? loop.stop() : loop.post(step); };
    loop.post(step);
    run(loop);
    CHECK(steps == 3);
}

TEST_CASE("stop ends run from a callback, from another thread and before run, and run can be called again")
{
    EventLoop loop;
    loop.stop();
    run(loop);
    loop.add_timer(0ms, [&] { loop.stop(); });
    run(loop);
    std::thread other([&] { loop.stop(); });
    run(loop);
    other.join();
    SUCCEED("run() returned three times");
}

TEST_CASE("one turn waits no longer than it was told")
{
    EventLoop loop;
    loop.add_timer(1h, [] {});
    const auto start = Clock::now();
    loop.run_once(5ms);
    CHECK(Clock::now() - start < 5s);
}

TEST_CASE("removing what was never registered, or twice, is harmless")
{
    EventLoop loop;
    loop.remove(0);
    loop.remove(4711);
    const Registration timer = loop.add_timer(1ms, [] {});
    loop.remove(timer);
    loop.remove(timer);
    CHECK(loop.add_timer(1ms, [] {}) != timer);
}
