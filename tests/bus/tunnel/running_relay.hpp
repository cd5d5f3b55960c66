// SPDX-License-Identifier: Apache-2.0
// A relay in a thread of the test, and sockets that never wait longer than kPatience.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "base/error.hpp"
#include "base/linux/unix_socket.hpp"
#include "base/unique_fd.hpp"
#include "tests/support/temp_dir.hpp"
#include "tunnel/relay.hpp"

namespace berth::test {

constexpr std::chrono::seconds kPatience{20};

inline void limit_waits(int socket_fd)
{
    const timeval limit{kPatience.count(), 0};
    if (::setsockopt(socket_fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) != 0 ||
        ::setsockopt(socket_fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) != 0) {
        throw base::SystemError("limiting a socket's waits");
    }
}

inline base::UniqueFd connect(const std::filesystem::path& path)
{
    base::UniqueFd fd = base::connect_unix(path);
    limit_waits(fd.get());
    return fd;
}

inline base::UniqueFd accept(const base::UniqueFd& listener)
{
    limit_waits(listener.get());
    base::UniqueFd fd(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!fd) {
        throw base::SystemError("accepting in a test");
    }
    limit_waits(fd.get());
    return fd;
}

inline void send_text(const base::UniqueFd& fd, std::string_view text)
{
    while (!text.empty()) {
        const ssize_t put = ::send(fd.get(), text.data(), text.size(), MSG_NOSIGNAL);
        if (put < 0) {
            throw base::SystemError("sending in a test");
        }
        text.remove_prefix(static_cast<std::size_t>(put));
    }
}

/// Up to so many bytes; fewer only at the end of the stream.
inline std::string read_bytes(const base::UniqueFd& fd, std::size_t count)
{
    std::string text(count, '\0');
    std::size_t have = 0;
    while (have < count) {
        const ssize_t got = ::recv(fd.get(), text.data() + have, count - have, 0);
        if (got < 0 && errno != ECONNRESET) {
            throw base::SystemError("receiving in a test");
        }
        if (got <= 0) {
            break;
        }
        have += static_cast<std::size_t>(got);
    }
    text.resize(have);
    return text;
}

inline std::string read_to_end(const base::UniqueFd& fd)
{
    return read_bytes(fd, 1U << 20U);
}

class RunningRelay {
public:
    explicit RunningRelay(tunnel::RelayPlan plan)
        : stop_(::eventfd(0, EFD_CLOEXEC)),
          relay_(std::move(plan), [this](const std::string& line) { keep(line); })
    {
        ::signal(SIGPIPE, SIG_IGN);
        thread_ = std::thread([this] { relay_.run(stop_.get()); });
    }
    ~RunningRelay() { stop(); }
    RunningRelay(const RunningRelay&) = delete;
    RunningRelay& operator=(const RunningRelay&) = delete;

    /// Ends the loop; afterwards connections() may be read.
    void stop()
    {
        if (thread_.joinable()) {
            (void)::eventfd_write(stop_.get(), 1); // cannot fail: the counter is 0
            thread_.join();
        }
    }
    std::size_t connections() const { return relay_.connections(); }

    /// True once the relay has reported a line that contains the text.
    bool wait_for_report(const std::string& text)
    {
        std::unique_lock lock(mutex_);
        return reported_.wait_for(lock, kPatience, [&] {
            return std::any_of(reports_.begin(), reports_.end(),
                               [&](const std::string& line) { return line.find(text) != std::string::npos; });
        });
    }

private:
    void keep(const std::string& line)
    {
        const std::lock_guard lock(mutex_);
        reports_.push_back(line);
        reported_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable reported_;
    std::vector<std::string> reports_;
    base::UniqueFd stop_;
    tunnel::Relay relay_;
    std::thread thread_;
};

/// target.sock <- [host relay] <- host.sock <- [guest relay] <- guest.sock
struct BothSides {
    static constexpr std::uint32_t kPort = 7001;

    explicit BothSides(const TempDir& dir)
        : guest_socket(dir / "guest.sock"),
          host(tunnel::plan_host(*tunnel::parse_endpoint("unix://" + (dir / "host.sock").string()),
                                 {{kPort, (dir / "target.sock").string()}})),
          guest(tunnel::plan_guest(*tunnel::parse_endpoint("unix://" + (dir / "host.sock").string()),
                                   {{guest_socket.string(), kPort}}))
    {}

    std::filesystem::path guest_socket;
    RunningRelay host;
    RunningRelay guest;
};

} // namespace berth::test
