// SPDX-License-Identifier: Apache-2.0
// One thread, one loop, callbacks: ZeroMQ sockets, plain descriptors, timers and functions posted from other
// threads.
//
// A ZeroMQ socket's descriptor tells that something came for the socket, not that a message waits, and any
// call to the socket may take that news away. So before each wait every socket is asked what it has, and
// after it those whose descriptor tells of news. zmq::poll does the same with twice the system calls.
//
// Threading: everything but post() and stop() belongs to the thread that runs the loop.
// Handlers are short; long work is a child process, or a thread that posts its result back.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include <zmq.hpp>

#include "base/unique_fd.hpp"

namespace berth::loop {

using Clock = std::chrono::steady_clock;
using Callback = std::function<void()>;

/// Names what was registered; never reused, 0 is none.
using Registration = std::uint64_t;

class EventLoop {
public:
    EventLoop();
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    /// Calls while the socket can be read; the callback must read until there is nothing left.
    /// The socket must outlive the registration.
    Registration add_socket(zmq::socket_ref socket, Callback on_readable);
    /// POLLIN and POLLOUT by names that every platform has.
    static const short kReadable;
    static const short kWritable;
    /// Calls while any of the poll(2) events (POLLIN, POLLOUT, POLLPRI) holds, and on an error or a hang-up.
    /// The descriptor must outlive the registration.
    Registration add_fd(int fd, short events, Callback on_ready);
    Registration add_timer(std::chrono::milliseconds after, Callback on_due);
    Registration add_periodic(std::chrono::milliseconds interval, Callback on_due);
    /// Safe inside any callback, also the registration's own; unknown ones are ignored.
    void remove(Registration registration);

    /// From any thread: runs the function on the loop's thread, in order.
    void post(Callback function);
    /// From any thread: run() returns after the present callbacks.
    void stop();

    void run();
    /// One turn: waits at most that long for something to do. For programs that wait for one answer.
    void run_once(std::chrono::milliseconds at_most);

private:
    struct Watch {
        Registration registration;
        zmq::socket_ref socket; ///< none: it is a plain descriptor
        int fd;
        short events; ///< of poll(2)
        Callback callback;
    };
    using Turn = std::vector<std::shared_ptr<Watch>>;
    struct Timer {
        Clock::time_point due;
        std::chrono::milliseconds interval; ///< zero: once
        Callback callback;
    };

    /// Which of them have something; waits for it where none has anything yet. Empty when a signal came.
    std::vector<bool> wait(const Turn& turn, std::chrono::milliseconds at_most) const;
    void run_due_timers();
    void run_posted();
    std::chrono::milliseconds until_next_timer(std::chrono::milliseconds at_most) const;

    Turn watches_;
    std::map<Registration, Timer> timers_;
    Registration last_ = 0;

    base::UniqueFd wake_; // eventfd
    std::mutex posted_mutex_;
    std::vector<Callback> posted_;
    bool stopping_ = false;
};

} // namespace berth::loop
