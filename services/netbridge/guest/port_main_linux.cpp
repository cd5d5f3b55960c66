// SPDX-License-Identifier: Apache-2.0
// berth-port: dockerd's userland proxy. It moves no bytes: it holds the lease of one published port at
// netbridge, which listens on the host's real address. One process per published port, so it is small: no
// bus, no log library.
//
// Contract with dockerd 26.1: descriptor 3 gets "0\n" once the port is published, or "1\n<message>", and
// `docker run` fails with that message. Then the process stays until SIGINT (or SIGTERM) says that the
// container has ended.
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <string>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/signalfd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/unique_fd.hpp"
#include "service/exit_code.hpp"
#include "services/netbridge/core/port_arguments.hpp"
#include "services/netbridge/guest/port_lease.hpp"

namespace {

using namespace berth;
using namespace std::chrono_literals;

constexpr int kStatusFd = 3;
constexpr const char* kTunnel = "/run/berth/tunnel/host.sock"; // in the engine's mount namespace
/// For the first registration: dockerd gives its proxy 16 s.
constexpr std::chrono::milliseconds kPublishDeadline{10s};
/// Between attempts to come back when netbridge or the tunnel has gone: nothing tells when they are there
/// again.
constexpr std::chrono::milliseconds kReturnInterval{250ms};

class Signals {
public:
    Signals()
    {
        sigset_t set;
        ::sigemptyset(&set);
        ::sigaddset(&set, SIGINT);
        ::sigaddset(&set, SIGTERM);
        ::signal(SIGPIPE, SIG_IGN); // a lost stream is seen by poll
        ::sigprocmask(SIG_BLOCK, &set, nullptr);
        fd_.reset(::signalfd(-1, &set, SFD_CLOEXEC));
        if (!fd_) {
            throw base::SystemError("making a signal descriptor");
        }
    }

    /// True when told to end. Else the other descriptor is readable, or the time is over.
    bool came_within(std::chrono::milliseconds time, int other_fd = -1) const
    {
        std::array<pollfd, 2> entries{pollfd{fd_.get(), POLLIN, 0}, pollfd{other_fd, POLLIN, 0}};
        return ::poll(entries.data(), entries.size(), static_cast<int>(time.count())) > 0 &&
               entries[0].revents != 0;
    }

private:
    base::UniqueFd fd_;
};

void tell_dockerd(base::UniqueFd status, const std::string& text)
{
    base::write_all(status.get(), text, "the status pipe of dockerd");
}

/// The lease, once netbridge has agreed; a refusal is final, an absence is waited out.
base::Result<netbridge::PortLease> publish(const netbridge::PortArguments& port, const Signals& signals)
{
    const auto end = std::chrono::steady_clock::now() + kPublishDeadline;
    while (true) {
        netbridge::PortLease lease(kTunnel);
        const auto refusal = lease.publish(port);
        if (!refusal) {
            return lease;
        }
        if (refusal->is_final || std::chrono::steady_clock::now() > end ||
            signals.came_within(kReturnInterval)) {
            return base::Failure(refusal->why, "");
        }
    }
}

/// Until the container ends.
void hold(netbridge::PortLease lease, const netbridge::PortArguments& port, const Signals& signals)
{
    constexpr std::chrono::milliseconds kNoEnd{-1};
    while (!signals.came_within(kNoEnd, lease.fd())) {
        // Readable means lost: after its reply netbridge never sends. The refusal of a port that another
        // program took meanwhile is not final here: the container still wants it.
        do {
            if (signals.came_within(kReturnInterval)) {
                return;
            }
            lease = netbridge::PortLease(kTunnel);
        } while (lease.publish(port));
    }
    lease.withdraw();
}

int run(int argc, char** argv)
{
    base::UniqueFd status(kStatusFd);
    const std::vector<std::string_view> arguments(argv + 1, argv + argc);
    const auto port = netbridge::parse_port_arguments(arguments);
    if (!port) {
        std::fprintf(stderr, "berth-port: %s\n", port.error().message.c_str());
        if (::fcntl(kStatusFd, F_GETFD) >= 0) { // a person who tries it has no such pipe
            tell_dockerd(std::move(status), "1\nberth-port: " + port.error().message);
        }
        return static_cast<int>(service::ExitCode::usage);
    }
    const Signals signals;
    auto lease = publish(*port, signals);
    if (!lease) {
        tell_dockerd(std::move(status), "1\n" + lease.error().message);
        return static_cast<int>(service::ExitCode::failed);
    }
    tell_dockerd(std::move(status), "0\n");
    hold(std::move(*lease), *port, signals);
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "berth-port: %s\n", error.what());
        return static_cast<int>(service::ExitCode::failed);
    }
}
